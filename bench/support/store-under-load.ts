import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { addDataset, addUser, createToken, datasetNumber, setRole } from '../../server/accounts/accounts.ts'
import { openDatabase } from '../../server/database/open-database.ts'
import type { Sql } from '../../server/database/sql.ts'
import { type ServerProcess, startServer } from '../../server/testing/server-process.ts'
import { startTestPostgres } from '../../server/testing/test-postgres.ts'
import { HISTORY_PATH } from '../../shared/contracts/store-protocol.ts'

/** The clients are divided among this many users, because a user may have only a few dozen connections. */
const USERS = 10
export const DATASET = 'bench'
const BEYOND_THE_LOG = 999_999_999_999

/** A store in a process of its own, with a database that waits for its disk. */
export interface StoreUnderLoad {
  readonly server: ServerProcess
  readonly users: readonly { readonly name: string; readonly token: string }[]
  /** The seq of the last edit in the log. */
  head(): Promise<number>
  stop(): Promise<void>
}

/** `fill` puts edits into the dataset of this number before the server starts. */
export async function startStoreUnderLoad(
  kind: 'postgres' | 'pglite',
  fill: (sql: Sql, dataset: number) => Promise<void> = async () => undefined,
): Promise<StoreUnderLoad> {
  const folder = mkdtempSync(path.join(tmpdir(), 'skein-bench-store-'))
  const postgres = kind === 'postgres' ? await startTestPostgres(true) : undefined
  const url = await postgres?.newDatabase()
  const place = url === undefined ? ({ kind: 'folder', folder } as const) : ({ kind: 'postgres', url } as const)
  const sql = await openDatabase(place, (error) => console.error(error.message))
  const users = await foundUsers(sql)
  await fill(sql, (await datasetNumber(sql.query, DATASET)) ?? 0)
  await sql.close()
  const quiet = ['--log-level', 'info']
  const server = await (url === undefined
    ? startServer(['--data', folder, ...quiet])
    : startServer(quiet, { DATABASE_URL: url }))
  return {
    server,
    users,
    async head() {
      const headers = { authorization: `Bearer ${users[0]?.token ?? ''}` }
      const query = `?dataset=${DATASET}&before=${BEYOND_THE_LOG}&take=1`
      const reply = await fetch(server.url + HISTORY_PATH + query, { headers })
      const { from, entries }: { readonly from: number; readonly entries: readonly unknown[] } = await reply.json()
      return from + entries.length - 1
    },
    async stop() {
      await server.end('SIGTERM')
      await postgres?.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function foundUsers(sql: Sql): Promise<StoreUnderLoad['users']> {
  return sql.transaction(async (query) => {
    await addDataset(query, DATASET)
    const dataset = (await datasetNumber(query, DATASET)) ?? 0
    const users: { name: string; token: string }[] = []
    for (let i = 0; i < USERS; i++) {
      const name = `user ${i}`
      await addUser(query, name)
      await setRole(query, dataset, name, 'proofreader')
      users.push({ name, token: await createToken(query, name, 'bench', undefined) })
    }
    return users
  })
}

/** Runs a program of this folder in a process of its own. It gets one message and replies with one. */
export function runApart<Reply>(program: string, task: object): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(import.meta.dirname, program))
    child.once('message', (reply: Reply) => resolve(reply))
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)))
    child.send(task)
  })
}
