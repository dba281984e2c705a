import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadEmbedded } from './reachable-postgres.ts'

/** A real PostgreSQL on a free port of this machine, in a folder of its own. */
export interface TestPostgres {
  /** Makes an empty database and gives its address. */
  newDatabase(): Promise<string>
  /** Stops the database and keeps its data. */
  halt(): Promise<void>
  resume(): Promise<void>
  /** Stops it and removes the data. */
  close(): Promise<void>
}

/** `fsync` says whether it waits for the disk, which only measurements need. */
export async function startTestPostgres(fsync = false): Promise<TestPostgres> {
  const folder = mkdtempSync(path.join(tmpdir(), 'skein-postgres-'))
  // The user that PostgreSQL runs as must be able to reach its data, and perhaps its programs.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const lines: unknown[] = []
  const options = {
    databaseDir: path.join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'test',
    persistent: true,
    // PostgreSQL refuses to run as root. If this is root, it runs as a user that is made for it.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', `fsync=${fsync ? 'on' : 'off'}`, '-c', 'max_connections=200'],
    onLog: (line: unknown) => lines.push(line),
    onError: (line: unknown) => lines.push(line),
  }
  const Embedded = await loadEmbedded(folder)
  const server = new Embedded(options)
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`PostgreSQL does not start: ${lines.slice(-5).join(' ')}`, { cause: error })
  }
  let databases = 0
  return {
    async newDatabase() {
      databases++
      await server.createDatabase(`store${databases}`)
      return `postgres://postgres:test@127.0.0.1:${port}/store${databases}`
    },
    halt: () => server.stop(),
    resume: () => server.start(),
    async close() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  if (typeof address !== 'object' || address === null) throw new Error('there is no free port')
  return address.port
}
