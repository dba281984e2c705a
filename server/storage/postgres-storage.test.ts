import { describeEditStorage } from '../../shared/sync/testing/edit-storage-conformance.ts'
import { openPostgres } from '../database/pg-sql.ts'
import { sqlUnderTest } from '../testing/sql-under-test.ts'
import { startTestPostgres } from '../testing/test-postgres.ts'

describeEditStorage('PostgreSQL', async () => {
  const postgres = await startTestPostgres()
  const url = await postgres.newDatabase()
  const onError = (error: Error) => {
    throw error
  }
  return sqlUnderTest([openPostgres(url, onError), openPostgres(url, onError)], postgres.close)
})
