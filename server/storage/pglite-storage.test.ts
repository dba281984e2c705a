import { describeEditStorage } from '../../shared/sync/testing/edit-storage-conformance.ts'
import { openPglite } from '../database/pglite-sql.ts'
import { sqlUnderTest } from '../testing/sql-under-test.ts'

describeEditStorage('PGlite', async () => {
  const sql = await openPglite(undefined)
  return sqlUnderTest([sql, sql], async () => undefined)
})
