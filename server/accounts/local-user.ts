import { randomBytes } from 'node:crypto'
import { chmod, rename, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import type { Sql } from '../database/sql.ts'
import {
  type Access,
  addDataset,
  addUser,
  createToken,
  datasetNumber,
  findAccess,
  revokeTokens,
  type SignedIn,
  setRole,
} from './accounts.ts'
import { BadName } from './names.ts'

/**
 * The label of the token in a connection file. Each start of the store makes a new token and revokes the one before.
 */
const LABEL = 'connection file'

/** The name under which the app signs this person's edits. */
function nameOfUser(): string {
  try {
    return userInfo().username
  } catch {
    // The system knows no name for this user id, as in some containers.
    return 'someone'
  }
}

/** The one user of the store of this machine, who has access to every dataset. */
export interface LocalUser {
  readonly token: string
  /** For a hello: makes the dataset if there is none, and the user its admin. */
  openDataset(who: SignedIn, dataset: string): Promise<Access | undefined>
}

export async function addLocalUser(sql: Sql): Promise<LocalUser> {
  const user = nameOfUser()
  const token = await sql.transaction(async (query) => {
    await addUser(query, user, 'given')
    await revokeTokens(query, { user, label: LABEL })
    return createToken(query, user, LABEL, undefined)
  })

  const makeOpen = (dataset: string): Promise<void> =>
    sql.transaction(async (query) => {
      await addDataset(query, dataset, 'given')
      const number = await datasetNumber(query, dataset)
      if (number !== undefined) await setRole(query, number, user, 'admin')
    })

  return {
    token,
    async openDataset(who, dataset) {
      const found = await findAccess(sql, who, dataset)
      if (who.user !== user || found?.role === 'admin') return found
      try {
        await makeOpen(dataset)
      } catch (error) {
        if (error instanceof BadName) return undefined
        throw error
      }
      return findAccess(sql, who, dataset)
    },
  }
}

/** Writes the file whole or not at all. Only its owner can read it. */
export async function writeConnectionFile(file: string, url: string, token: string): Promise<void> {
  const beside = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(beside, JSON.stringify({ url, token }), { mode: 0o600, flag: 'wx' })
  await chmod(beside, 0o600)
  await rename(beside, file)
}
