import { addLocalUser, writeConnectionFile } from './accounts/local-user.ts'
import { BadName } from './accounts/names.ts'
import { BadArguments, HELP, readArguments, type ServerArguments } from './arguments.ts'
import { runCommand } from './commands/run-command.ts'
import { FolderInUse } from './database/folder-lock.ts'
import { openDatabase } from './database/open-database.ts'
import type { Sql } from './database/sql.ts'
import { sentenceOf } from './http/log.ts'
import { startStore } from './store.ts'

/** Serves until a signal or, if the arguments say so, the end of the standard input. */
async function serve(sql: Sql, args: ServerArguments): Promise<void> {
  // This comes before it listens, because whoever sees it listen may stop it at once.
  const told = toldToStop(args)
  try {
    await serveUntil(told, sql, args)
  } finally {
    // An input that is still open would keep the process alive.
    if (args.untilStdinCloses) process.stdin.destroy()
  }
}

async function serveUntil(told: Promise<void>, sql: Sql, args: ServerArguments): Promise<void> {
  const { host, port, logLevel, snapshotEvery, behindProxy, connectionFile } = args
  const isShared = args.place.kind === 'postgres'
  const start = async () => {
    const localUser = connectionFile === undefined ? undefined : await addLocalUser(sql)
    return {
      localUser,
      store: await startStore({ sql, isShared, localUser, host, port, logLevel, snapshotEvery, behindProxy }),
    }
  }
  // A database that stays open would keep a process that cannot listen from ending.
  const { localUser, store } = await start().catch(async (error: unknown) => {
    await sql.close()
    throw error
  })
  try {
    if (connectionFile !== undefined && localUser !== undefined) {
      await writeConnectionFile(connectionFile, store.url, localUser.token)
    }
    await told
  } finally {
    await store.stop()
  }
}

/** Settles when the process is asked to stop. */
function toldToStop({ untilStdinCloses }: ServerArguments): Promise<void> {
  return new Promise((stop) => {
    process.once('SIGTERM', () => stop())
    process.once('SIGINT', () => stop())
    if (!untilStdinCloses) return
    process.stdin.once('close', () => stop())
    process.stdin.resume()
  })
}

async function main(): Promise<number> {
  try {
    const args = readArguments(process.argv.slice(2), process.env)
    if (args.help) {
      console.log(HELP)
      return 0
    }
    const sql = await openDatabase(args.place, (error) => console.error(`The database: ${sentenceOf(error)}`))
    if (args.words.length === 0) {
      await serve(sql, args)
    } else {
      await runCommand(sql, args, (line) => console.log(line)).finally(() => sql.close())
    }
    return 0
  } catch (error) {
    const isExpected = error instanceof BadArguments || error instanceof BadName || error instanceof FolderInUse
    console.error(isExpected ? sentenceOf(error) : `The store cannot go on: ${sentenceOf(error)}`)
    return 1
  }
}

process.exitCode = await main()
