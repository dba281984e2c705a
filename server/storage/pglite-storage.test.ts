import { describeEditStorage } from '../../shared/sync/edit-storage-contract.ts'
import { openPglite } from '../database/pglite-sql.ts'
import { sqlUnderTest } from '../test-support/sql-under-test.ts'

describeEditStorage('PGlite', async () => {
  const sql = await openPglite(undefined)
  return sqlUnderTest([sql, sql], async () => undefined)
})
