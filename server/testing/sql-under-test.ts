import { ROLES_AT_FIRST, type StorageUnderTest } from '../../shared/sync/testing/edit-storage-conformance.ts'
import { addDataset, addUser, datasetNumber, setRole } from '../accounts/accounts.ts'
import { migrate } from '../database/migrations.ts'
import type { Sql } from '../database/sql.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'

/** Two connections to one database, for the conformance suite of storages. `close` is called after both were closed. */
export async function sqlUnderTest(ends: readonly [Sql, Sql], close: () => Promise<void>): Promise<StorageUnderTest> {
  const [sql, other] = ends
  await migrate(sql)
  for (const user of Object.keys(ROLES_AT_FIRST)) await addUser(sql.query, user)
  const numberOf = async (dataset: string): Promise<number> => {
    const number = await datasetNumber(sql.query, dataset)
    if (number === undefined) throw new Error(`there is no dataset ${dataset}`)
    return number
  }
  return {
    storages: [createSqlStorage(sql, 'one'), createSqlStorage(other, 'two')],
    async addDataset(name) {
      await addDataset(sql.query, name)
      const number = await numberOf(name)
      for (const [user, role] of Object.entries(ROLES_AT_FIRST)) await setRole(sql.query, number, user, role)
    },
    setRole: async (user, dataset, role) => setRole(sql.query, await numberOf(dataset), user, role),
    async close() {
      for (const end of new Set(ends)) await end.close()
      await close()
    },
  }
}
