import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import {
  COMMITTED_EDITS_MAX,
  formatCommitted,
  HISTORY_PATH,
  MESSAGE_CHARACTERS_MAX,
  SESSION_PATH,
  type SessionInfo,
  SNAPSHOT_PATH,
  SNAPSHOT_SEQ_HEADER,
  SNAPSHOT_TYPE,
  type StoreProblem,
  SYNC_PATH,
} from '../../shared/contracts/store-protocol.ts'
import { type Access, datasetsOf, findAccess, findToken, type SignedIn } from '../accounts/accounts.ts'
import type { Sql } from '../database/sql.ts'
import {
  ANSWERS_AT_ONCE,
  ANSWERS_PER_SECOND,
  BODY_BYTES_MAX,
  CONNECTIONS_MAX,
  CONNECTIONS_PER_USER,
  REQUEST_TIMEOUT_MS,
} from '../limits.ts'
import { type SnapshotStream, streamSnapshot } from '../storage/snapshots.ts'
import type { SqlStorage } from '../storage/sql-storage.ts'
import { createAllowances } from '../sync/allowance.ts'
import { type ConnectionTimes, noAccess, serveConnection, tooMany } from '../sync/connection.ts'
import { DATABASE_AWAY } from '../sync/room-host.ts'
import type { Rooms } from '../sync/rooms.ts'
import { type Asked, addAnswersRoutes } from './answers-routes.ts'
import { loggerOptions } from './log.ts'
import type { Metrics } from './metrics.ts'
import { replyWithProblem } from './problem-reply.ts'
import { createSignIn } from './sign-in.ts'

export interface AppParts {
  readonly sql: Sql
  readonly storage: SqlStorage
  readonly rooms: Rooms
  readonly metrics: Metrics
  readonly logLevel: string
  readonly times: ConnectionTimes
  /** True if a proxy in front says in `X-Forwarded-For` where requests come from. */
  readonly behindProxy: boolean
  /** For a hello. Undefined if the user may not even look. */
  openDataset(who: SignedIn, dataset: string): Promise<Access | undefined>
  now(): number
}

/** The most bytes of a message: a UTF-16 unit has 3 bytes of UTF-8 at most. */
const MESSAGE_BYTES_MAX = 3 * MESSAGE_CHARACTERS_MAX

/** The http side of the store. It does not listen yet. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { sql, rooms, metrics, now } = parts
  const app = Fastify({
    logger: loggerOptions(parts.logLevel),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: parts.behindProxy,
  })
  app.server.maxConnections = CONNECTIONS_MAX
  await app.register(websocket, { options: { maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false } })
  const signIn = createSignIn((token) => findToken(sql, token), now)
  const signedIn = new WeakMap<FastifyRequest, SignedIn>()
  const routes: RouteParts = {
    ...parts,
    onFailure(error) {
      metrics.failures.inc()
      app.log.error({ err: error }, 'the database failed')
    },
    refuse(reply, problem, status) {
      metrics.problems.inc({ code: problem.code })
      return replyWithProblem(reply, problem, status)
    },
    whoAsks(request) {
      const who = signedIn.get(request)
      if (who === undefined) throw new Error('a request was not signed in')
      return who
    },
  }
  const { onFailure, refuse } = routes

  app.setErrorHandler(async (error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
    if (typeof status === 'number' && status >= 400 && status < 500) {
      return refuse(reply, { code: 'malformed', message: 'The request is malformed' }, status)
    }
    onFailure(error)
    return refuse(reply, DATABASE_AWAY)
  })
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, { code: 'malformed', message: 'There is nothing here' }, 404),
  )
  app.get('/health', { logLevel: 'warn' }, async (_request, reply) => {
    await sql.query('select 1')
    if (!rooms.isOpen()) return refuse(reply, DATABASE_AWAY)
    return reply.send({ ok: true })
  })
  app.register(async (guarded) => {
    guarded.addHook('preValidation', async (request, reply) => {
      const result = await signIn(request.headers.authorization, request.ip)
      if (result.ok) signedIn.set(request, result.who)
      else await refuse(reply, result.problem)
    })
    addReadRoutes(guarded, routes)
    addAnswersRoutes(guarded, {
      ...{ sql, refuse },
      accessOf: (request, reply) => accessOf(request, reply, routes),
      mayShare: createAllowances(ANSWERS_AT_ONCE, ANSWERS_PER_SECOND, now),
    })
    addSyncRoute(guarded, routes)
  })
  return app
}

interface RouteParts extends AppParts {
  onFailure(error: unknown): void
  /** Counts the problem and sends it. */
  refuse(reply: FastifyReply, problem: StoreProblem, status?: number): Promise<void>
  whoAsks(request: FastifyRequest): SignedIn
}

/** What signed-in users read over http. */
function addReadRoutes(guarded: FastifyInstance, parts: RouteParts): void {
  const { sql, metrics, refuse, whoAsks } = parts
  guarded.get('/metrics', async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
  guarded.get(SESSION_PATH, async (request): Promise<SessionInfo> => {
    const { user } = whoAsks(request)
    return { user, datasets: await datasetsOf(sql, user) }
  })
  guarded.get(HISTORY_PATH, async (request, reply) => {
    const asked = await accessOf(request, reply, parts)
    if (asked === undefined) return reply
    const before = wholeOf(queryOf(request)['before'])
    const take = wholeOf(queryOf(request)['take'])
    if (before === undefined || take === undefined) {
      return refuse(reply, { code: 'malformed', message: 'before and take must be whole numbers from 1' })
    }
    const { from, entries } = await parts.storage.readBefore(asked.name, before, Math.min(take, COMMITTED_EDITS_MAX))
    return reply.type('application/json').send(formatCommitted(from, entries))
  })
  guarded.get(SNAPSHOT_PATH, async (request, reply) => {
    const asked = await accessOf(request, reply, parts)
    if (asked === undefined) return reply
    const snapshot = await streamSnapshot(sql, asked.id)
    if (snapshot === undefined) {
      return refuse(reply, { code: 'no-access', message: 'There is no snapshot of this dataset' }, 404)
    }
    return sendSnapshot(request, reply, snapshot)
  })
}

/** Sends it as it is kept to whoever asks for that, and otherwise with an encoding that the client takes off. */
function sendSnapshot({ headers }: FastifyRequest, reply: FastifyReply, { seq, bytes, gzip }: SnapshotStream) {
  reply.header(SNAPSHOT_SEQ_HEADER, String(seq))
  if (headers.accept === SNAPSHOT_TYPE) return reply.type(SNAPSHOT_TYPE).header('content-length', bytes).send(gzip)
  reply.type('application/octet-stream')
  if (!/\bgzip\b/.test(headers['accept-encoding'] ?? '')) {
    return reply.send(pipeline(gzip, createGunzip(), () => undefined))
  }
  return reply.header('content-encoding', 'gzip').header('content-length', bytes).send(gzip)
}

function addSyncRoute(guarded: FastifyInstance, parts: RouteParts): void {
  const { rooms, metrics, openDataset, onFailure, now, times, whoAsks } = parts
  const onProblem = ({ code }: StoreProblem) => metrics.problems.inc({ code })
  guarded.get(SYNC_PATH, { websocket: true }, (socket, request) => {
    const who = whoAsks(request)
    const others = [...rooms.peers.values()].filter(({ user }) => user === who.user).length
    const isOne = others < CONNECTIONS_PER_USER
    const refusal = isOne ? undefined : tooMany(`${who.user} has as many connections as one may have`)
    serveConnection(socket, who, { rooms, openDataset, onProblem, onFailure, now, times }, refusal)
  })
}

/** The dataset that a request names, if the user may read it; undefined if the request was refused. */
async function accessOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { sql, refuse, whoAsks }: RouteParts,
): Promise<Asked | undefined> {
  const who = whoAsks(request)
  const name = queryOf(request)['dataset']
  if (typeof name !== 'string') {
    await refuse(reply, { code: 'malformed', message: 'The request must name a dataset' })
    return undefined
  }
  const access = await findAccess(sql, who, name)
  if (access !== undefined) return { name, id: access.dataset, user: who.user, role: access.role }
  await refuse(reply, noAccess(who.user))
  return undefined
}

function queryOf(request: FastifyRequest): Readonly<Record<string, unknown>> {
  const { query } = request
  return typeof query === 'object' && query !== null ? { ...query } : {}
}

function wholeOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) return undefined
  const whole = Number(text)
  return whole >= 1 ? whole : undefined
}
