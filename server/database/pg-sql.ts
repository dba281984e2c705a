import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { CHANNEL, type Listener, type Query, type Row, type Sql } from './sql.ts'

/** Connections of one process: commits of a dataset wait for each other anyway. */
const CONNECTIONS_MAX = 10
/** Ms to wait for a connection before the database counts as away. */
const CONNECT_TIMEOUT_MS = 5_000
/** Ms that one statement may take, the wait for a dataset's lock included. */
const STATEMENT_TIMEOUT_MS = 60_000
/** Ms that a transaction may do nothing: a process that stands still would keep a dataset from all others. */
const IDLE_TRANSACTION_TIMEOUT_MS = 10_000
/** Ms between two questions whether the connection that listens still works: a lost network says nothing. */
const LISTEN_CHECK_MS = 10_000
/** Ms between two attempts to listen again. */
const LISTEN_AGAIN_MS = 500

/** A PostgreSQL at an address such as `postgres://user:password@host/database`. `onError`: what breaks on idle connections. */
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
  const tell = (error: Error) => {
    if (!closing.signal.aborted) onError(error)
  }
  pool.on('error', tell)
  let listening: pg.Client | undefined

  const transaction: Sql['transaction'] = async (work) => {
    const client = await pool.connect()
    let broken: Error | undefined
    const note = (error: Error) => {
      broken = error
    }
    client.on('error', note)
    try {
      await client.query('begin')
      const done = await work(queryOn(client))
      await client.query('commit')
      return done
    } catch (error) {
      // A connection that cannot even roll back is thrown away.
      await client.query('rollback').catch(note)
      throw error
    } finally {
      client.off('error', note)
      client.release(broken)
    }
  }

  /** Settles when it has become deaf. */
  async function listenOnce({ onListening, onNotice, onDeaf }: Listener, onFirst: () => void): Promise<void> {
    const client = new pg.Client({ ...options, query_timeout: CONNECT_TIMEOUT_MS })
    const ended = new Promise<void>((resolve) => client.once('end', resolve))
    client.on('error', tell)
    client.on('notification', ({ payload }) => onNotice(payload ?? ''))
    try {
      await client.connect()
      await client.query(`listen ${CHANNEL}`)
    } catch (error) {
      await client.end().catch(() => undefined)
      throw error
    }
    if (closing.signal.aborted) return client.end()
    listening = client
    onListening()
    onFirst()
    const check = setInterval(() => {
      client.query('select 1').catch(() => client.end())
    }, LISTEN_CHECK_MS)
    await ended
    clearInterval(check)
    listening = undefined
    onDeaf()
  }

  return {
    query: queryOn(pool),
    transaction,
    listen: (listener) =>
      new Promise((resolve) => {
        const keepOn = async () => {
          while (!closing.signal.aborted) {
            await listenOnce(listener, resolve).catch((error: unknown) => tell(asError(error)))
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

function queryOn(runner: pg.Pool | pg.PoolClient): Query {
  return async (text, values = []) => (await runner.query<Row>(text, [...values])).rows
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
