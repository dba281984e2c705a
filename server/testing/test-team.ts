import type { Role } from '../../shared/contracts/store-protocol.ts'
import { addDataset, addUser, createToken, datasetNumber, setBase, setRole } from '../accounts/accounts.ts'
import { migrate } from '../database/migrations.ts'
import type { Sql } from '../database/sql.ts'

/** The dataset of most tests. */
export const TEAM_DATASET = 'a dataset'

/** Users with their roles in one dataset. `nil` has none. */
export const TEAM: Readonly<Record<string, Role | undefined>> = {
  vic: 'viewer',
  ann: 'proofreader',
  rev: 'reviewer',
  adm: 'admin',
  nil: undefined,
}

/** Makes the tables, the users and the dataset. Returns a token of each user. */
export async function foundTeam(sql: Sql, base?: string): Promise<Readonly<Record<string, string>>> {
  await migrate(sql)
  return sql.transaction(async (query) => {
    await addDataset(query, TEAM_DATASET)
    const dataset = (await datasetNumber(query, TEAM_DATASET)) ?? 0
    if (base !== undefined) await setBase(query, dataset, base)
    const tokens: Record<string, string> = {}
    for (const [user, role] of Object.entries(TEAM)) {
      await addUser(query, user)
      await setRole(query, dataset, user, role)
      tokens[user] = await createToken(query, user, 'test', undefined)
    }
    return tokens
  })
}
