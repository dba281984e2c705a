import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { CHANNEL, type Listener, type Query, type Row, type Sql } from './sql.ts'

/** The most connections of one process. More are no use, because commits of a dataset wait for each other. */
const CONNECTIONS_MAX = 10
/** Ms to wait for a connection before the database counts as away. */
const CONNECT_TIMEOUT_MS = 5_000
/** Ms that one statement may take. They include the wait for the lock of a dataset. */
const STATEMENT_TIMEOUT_MS = 60_000
/** Ms that a transaction may do nothing. Without a limit, a process that stands still would lock a dataset for all others. */
const IDLE_TRANSACTION_TIMEOUT_MS = 10_000
/** Ms between two checks of the connection that listens, because a lost network gives no sign. */
const LISTEN_CHECK_MS = 10_000
/** Ms between two attempts to listen again. */
const LISTEN_AGAIN_MS = 500

/**
 * Opens a PostgreSQL at an address such as `postgres://user:password@host/database`. `onError` gets the errors of
 * connections that do nothing.
 */
export function openPostgres(
  url: string,
  onError: (error: Error) => void,
  idleTransactionTimeoutMs = IDLE_TRANSACTION_TIMEOUT_MS,
): Sql {
  const options = { connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'skein' }
  const pool = new pg.Pool({
    ...options,
    max: CONNECTIONS_MAX,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: idleTransactionTimeoutMs,
  })
  const closing = new AbortController()
  // A connection that breaks while it is being closed is of no interest.
  const report = (error: Error) => {
    if (!closing.signal.aborted) onError(error)
  }
  pool.on('error', report)
  let listening: pg.Client | undefined

  const listenOnce = async (listener: Listener, onFirst: () => void): Promise<void> => {
    const { client, ended } = await connectListener(options, listener, report)
    if (closing.signal.aborted) return client.end()
    listening = client
    listener.onListening()
    onFirst()
    const check = setInterval(() => {
      client.query('select 1').catch(() => client.end())
    }, LISTEN_CHECK_MS)
    await ended
    clearInterval(check)
    listening = undefined
    listener.onDeaf()
  }

  return {
    query: queryOn(pool),
    transaction: (work) => runTransaction(pool, work),
    listen: (listener) =>
      new Promise((resolve) => {
        const keepOn = async () => {
          while (!closing.signal.aborted) {
            await listenOnce(listener, resolve).catch((error: unknown) => report(asError(error)))
            await wait(LISTEN_AGAIN_MS, undefined, { signal: closing.signal }).catch(() => undefined)
          }
        }
        void keepOn()
      }),
    async close() {
      closing.abort()
      await listening?.end()
      await pool.end()
    },
  }
}

async function runTransaction<T>(pool: pg.Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  const note = (error: Error) => {
    broken = error
  }
  client.on('error', note)
  try {
    await client.query('begin')
    const result = await work(queryOn(client))
    await client.query('commit')
    return result
  } catch (error) {
    // A connection that cannot even roll back is thrown away.
    await client.query('rollback').catch(note)
    throw error
  } finally {
    client.off('error', note)
    client.release(broken)
  }
}

/** A connection that listens to notices; `ended` settles when it has ended. */
async function connectListener(options: pg.ClientConfig, { onNotice }: Listener, onError: (error: Error) => void) {
  const client = new pg.Client({ ...options, query_timeout: CONNECT_TIMEOUT_MS })
  const ended = new Promise<void>((resolve) => client.once('end', resolve))
  client.on('error', onError)
  client.on('notification', ({ payload }) => onNotice(payload ?? ''))
  try {
    await client.connect()
    await client.query(`listen ${CHANNEL}`)
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
  return { client, ended }
}

function queryOn(runner: pg.Pool | pg.PoolClient): Query {
  return async (text, values = []) => (await runner.query<Row>(text, [...values])).rows
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
