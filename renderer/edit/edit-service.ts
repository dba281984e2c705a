import { type Problem, problemOf } from '../../shared/problem.ts'
import { createVoxelLooks } from './doubts/voxel-looks.ts'
import { createGlWatch, type Unread } from './drawing/gl-watch.ts'
import { createPainter } from './drawing/paint.ts'
import { createShownBases } from './drawing/shown-bases.ts'
import { beginSession, type EditSession, type EditWorld, type Screen } from './edit-session.ts'
import type { GlToEdit } from './gl-link.ts'
import { createTurns } from './in-turn.ts'
import type { ToEdit } from './messages.ts'
import { type Membership, type OpenDataset, openDataset, reopenWithStore } from './open-dataset.ts'
import { logStateOf, recoveryOf } from './own-log/log-state.ts'
import { placesOfSegment } from './places/places-of-segment.ts'
import { serveMessage } from './serve-message.ts'
import { createTeamSync, type TeamSync } from './team/team-sync.ts'

export interface EditService {
  fromPage(message: ToEdit): void
  fromGl(message: GlToEdit): void
  /** Resolves when all that came so far is served: for tests. */
  idle(): Promise<void>
}

/** Requests after which other edits may need attention, or something else is shared with the team. */
const CHANGES_TEAM: ReadonlySet<ToEdit['kind']> = new Set(['act', 'import-log', 'answer-card', 'share-answers'])

/** Requests that look at the whole agglomeration for long. Acts need not wait for them. */
const ASIDE: ReadonlySet<ToEdit['kind']> = new Set(['doubts', 'practice', 'places', 'landmarks'])

const NOT_OPEN: Problem = { kind: 'not-found', message: 'No dataset is open, so there is nothing to edit' }

interface Service {
  readonly world: EditWorld
  readonly screen: Screen
  readonly teamSync: TeamSync
  /** Undefined while no dataset is open. */
  session: EditSession | undefined
}

/** Serves messages one after the other, so that each act sees what the one before it did. */
export function createEditService(world: EditWorld): EditService {
  const pageTurns = createTurns()
  const glTurns = createTurns()
  const aside = new Set<Promise<void>>()
  const inGlTurn = (work: () => Promise<void> | void): void => {
    glTurns.inTurn(work).catch(world.report)
  }
  const session = () => service.session
  const unread = followUnread(world, session, () => inGlTurn(watch.again))
  const watch = createGlWatch(world.sendToGl, unread)
  const reopen = (membership: Membership) => reopenSession(service, membership)
  const service: Service = {
    world,
    screen: {
      watch,
      painter: createPainter(watch, world.sendToGl),
      bases: createShownBases(world.sendToGl),
      looks: createVoxelLooks(world.sendToGl, world.report),
    },
    teamSync: createTeamSync({ world, session, inTurn: pageTurns.inTurn, reopen }),
    session: undefined,
  }
  return {
    fromPage(message) {
      void pageTurns.inTurn(async () => {
        const served = serve(service, message).catch((error: unknown) => tellFailure(world, message, error))
        if (!ASIDE.has(message.kind)) return served
        aside.add(served)
        void served.then(() => aside.delete(served))
      })
    },
    fromGl(message) {
      if (message.kind === 'in-box' || message.kind === 'looked') return service.screen.looks.hear(message)
      if (message.kind === 'places' || message.kind === 'bases') {
        // A large segment takes long to read, and the colours of what comes on screen do not wait for it.
        const { bases } = service.screen
        const telling = message.kind === 'bases' ? bases.show(message.segments) : tellPlaces(service, message)
        const told = telling.catch(world.report)
        aside.add(told)
        void told.then(() => aside.delete(told))
        return
      }
      inGlTurn(async () => {
        if (message.kind === 'unwatch') return watch.unwatch(message.supervoxels)
        await watch.watch(message.supervoxels)
        service.screen.painter.again()
      })
    },
    async idle() {
      await pageTurns.idle()
      await Promise.all(aside)
      await glTurns.idle()
    },
  }
}

async function serve(service: Service, message: ToEdit): Promise<void> {
  const { world, session, teamSync } = service
  switch (message.kind) {
    case 'start':
      return
    case 'open':
      return open(service, message)
    case 'close':
      return close(service)
    case 'sync':
      return teamSync.sync(message, message.online)
    case 'whereabouts':
      return teamSync.whereabouts(message.whereabouts)
    default:
      if (session !== undefined) {
        await serveMessage(session, message)
        if (CHANGES_TEAM.has(message.kind)) teamSync.tell()
      } else if ('id' in message) {
        world.post({ kind: 'failed', id: message.id, problem: NOT_OPEN })
      }
  }
}

type Open = Extract<ToEdit, { readonly kind: 'open' }>

async function open(service: Service, { id, dataset, beganAtMs }: Open): Promise<void> {
  const { world } = service
  const { records } = world
  await close(service)
  const before = records.sessionBegan(dataset.id)
  const session = await begin(service, await openDataset(dataset, world))
  const log = logStateOf(session)
  const beganBeforeMs = await before
  // A window that only looks leaves the session of the one that edits as it is. It is kept before the log shows, so that a
  // kill at any time after that is told of.
  if (beganAtMs !== undefined && log.readOnly === undefined) await records.beginSession(dataset.id, beganAtMs)
  world.post({ kind: 'opened', id, log, recovery: recoveryOf(session), beganBeforeMs })
  await watchSegments(session)
}

async function reopenSession(service: Service, membership: Membership): Promise<EditSession> {
  const { world, session } = service
  if (session === undefined) throw new Error('no dataset is open')
  const next = await begin(service, await reopenWithStore(session.opened, membership, world))
  await watchSegments(next)
  world.post({ kind: 'log', log: logStateOf(next) })
  return next
}

async function begin(service: Service, opened: OpenDataset): Promise<EditSession> {
  const { world, screen, teamSync } = service
  screen.painter.clear()
  stopDoubts(service)
  service.session = await beginSession(world, opened, screen, teamSync.made)
  return service.session
}

async function watchSegments({ screen, opened: { foldedLog, dataset } }: EditSession): Promise<void> {
  await screen.bases.attach(foldedLog)
  await screen.watch.attach(foldedLog, dataset.agglomeration.kind !== 'identity')
}

/** What is read for the doubts of the session is needed no more. */
function stopDoubts({ session, screen }: Service): void {
  session?.doubts.close()
  screen.looks.stop()
}

async function close(service: Service): Promise<void> {
  const closing = service.session?.opened
  stopDoubts(service)
  service.session = undefined
  service.teamSync.close()
  service.screen.painter.clear()
  await service.screen.bases.attach(undefined)
  await service.screen.watch.attach(undefined, false)
  closing?.committed.close()
  await closing?.log.close()
}

function tellFailure(world: EditWorld, message: ToEdit, error: unknown): void {
  const problem = problemOf(error)
  if (problem === undefined) world.report(error)
  const told = problem ?? { kind: 'disk', message: `The edit worker failed: ${String(error)}` }
  if ('id' in message) world.post({ kind: 'failed', id: message.id, problem: told })
}

type AskedPlaces = Extract<GlToEdit, { readonly kind: 'places' }>

async function tellPlaces({ world, session }: Service, { id, supervoxel }: AskedPlaces): Promise<void> {
  const places = session && (await placesOfSegment(session, supervoxel).catch(orUnread))
  world.sendToGl({ kind: 'places', id, places })
}

/** What cannot be read is told where it is shown. Anything else is a bug. */
function orUnread(error: unknown): undefined {
  if (problemOf(error) === undefined) throw error
}

/**
 * Returns a listener to what on screen cannot be read. While there is any, nothing can be edited, and the page is told.
 * Where it may pass, `retry` is called after a while.
 */
function followUnread(world: EditWorld, session: () => EditSession | undefined, retry: () => void) {
  let stopRetry = (): void => undefined
  return (unread: Unread | undefined): void => {
    stopRetry()
    const retries = unread !== undefined && unread.retryInMs < Number.POSITIVE_INFINITY
    stopRetry = retries ? world.later(unread.retryInMs, retry) : () => undefined
    const now = session()
    if (now === undefined || now.unread?.reason === unread?.problem.message) return
    now.unread = unread && { reason: unread.problem.message, retries }
    world.post({ kind: 'log', log: logStateOf(now) })
  }
}
