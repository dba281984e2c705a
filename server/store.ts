import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { findAccess } from './accounts/accounts.ts'
import type { LocalUser } from './accounts/local-user.ts'
import { NOTIFY, type Sql } from './database/sql.ts'
import { createApp } from './http/app.ts'
import { createMetrics } from './http/metrics.ts'
import { SNAPSHOT_LOOK_MS, TIDY_EVERY_MS } from './limits.ts'
import { SNAPSHOT_WORKER } from './snapshots/make-snapshot.ts'
import { keepSnapshots } from './snapshots/snapshot-keeper.ts'
import { snapshotSeq } from './storage/snapshots.ts'
import { createSqlStorage } from './storage/sql-storage.ts'
import { CONNECTION_TIMES, type ConnectionTimes } from './sync/connection.ts'
import { createPresenceRelay } from './sync/presence-relay.ts'
import { createRooms, type Rooms } from './sync/rooms.ts'

export interface StoreParts {
  readonly sql: Sql
  /** True if other processes may use the same database. */
  readonly isShared: boolean
  readonly localUser: LocalUser | undefined
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** A level of pino: 'info', 'silent', ... */
  readonly logLevel: string
  /** A dataset whose base is known gets a snapshot every this many edits. */
  readonly snapshotEvery: number
  /** Ms between two checks for datasets that need a snapshot. */
  readonly snapshotLookMs?: number
  /** The file of the thread that makes snapshots: `SNAPSHOT_WORKER` unless it was built. */
  readonly snapshotWorker?: string | URL
  readonly times?: ConnectionTimes
  /** Ms since 1970. By default the clock of the machine. */
  readonly now?: () => number
  readonly behindProxy: boolean
}

export interface Store {
  readonly url: string
  /** Tells all connections, waits until commits under way are finished, and closes the database. */
  stop(): Promise<void>
}

/** Starts one process of the central store. Settles once it listens. */
export async function startStore(parts: StoreParts): Promise<Store> {
  const { sql, isShared, localUser } = parts
  const process = randomBytes(8).toString('hex')
  const now = parts.now ?? Date.now
  const storage = createSqlStorage(sql, process)
  const notify = async (payload: string): Promise<void> => {
    // Presence that is lost is sent again later.
    await sql.query(NOTIFY, [payload]).catch(() => undefined)
  }
  const metrics = createMetrics(() => rooms.peers.size)
  const rooms: Rooms = createRooms({
    process,
    storage,
    snapshotSeq: (dataset) => snapshotSeq(sql, dataset),
    relay: isShared ? createPresenceRelay(process, notify, now) : undefined,
    effects: {
      now,
      onCommitted({ entries }, tookMs) {
        metrics.committed.inc(entries.length)
        metrics.refused.inc(entries.filter(({ refused }) => refused !== undefined).length)
        metrics.commitSeconds.observe(tookMs / 1000)
      },
      onFailure(error) {
        metrics.failures.inc()
        app.log.error({ err: error }, 'the database failed')
      },
    },
  })
  const openDataset = localUser?.openDataset ?? ((who, dataset) => findAccess(sql, who, dataset))
  const { logLevel, behindProxy, times = CONNECTION_TIMES } = parts
  const app: FastifyInstance = await createApp({
    sql,
    storage,
    rooms,
    metrics,
    logLevel,
    openDataset,
    times,
    behindProxy,
    now,
  })
  await sql.listen(rooms)
  const url = urlOf(await app.listen({ host: parts.host, port: parts.port }))
  const stopSnapshots = keepSnapshots({
    sql,
    storage,
    everyEdits: parts.snapshotEvery,
    lookEveryMs: parts.snapshotLookMs ?? SNAPSHOT_LOOK_MS,
    worker: parts.snapshotWorker ?? SNAPSHOT_WORKER,
    onMade: (dataset, seq, bytes) => app.log.info({ dataset, seq, bytes }, 'made a snapshot'),
    onFailure: (dataset, error) => app.log.error({ err: error, dataset }, 'no snapshot could be made'),
  })
  const tidy = setInterval(() => rooms.tidy(), TIDY_EVERY_MS)
  return {
    url,
    async stop() {
      clearInterval(tidy)
      rooms.stop()
      const closed = app.close()
      // Node before 19 keeps idle connections open and would wait a minute for them.
      app.server.closeIdleConnections()
      await closed
      await stopSnapshots()
      await sql.close()
    },
  }
}

/** An address at which this machine reaches the store. */
function urlOf(listening: string): string {
  return listening.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
}
