import { type Problem, problemOf } from '../../shared/problem.ts'
import { createGlWatch, type Unread } from './drawing/gl-watch.ts'
import { createPainter } from './drawing/paint.ts'
import { beginSession, type EditSession, type EditWorld } from './edit-session.ts'
import type { GlToEdit } from './gl-link.ts'
import { createTurns } from './in-turn.ts'
import type { EditDataset, ToEdit } from './messages.ts'
import { type OpenDataset, openDataset, reopenWithStore } from './open-dataset.ts'
import { logStateOf, recoveryOf } from './own-log/log-state.ts'
import { serveMessage } from './serve-message.ts'
import { createTeamSync } from './team/team-sync.ts'

export interface EditService {
  fromPage(message: ToEdit): void
  fromGl(message: GlToEdit): void
  /** Resolves when all that came so far is served: for tests. */
  idle(): Promise<void>
}

/** Requests after which other edits may need attention. */
const CHANGES_ATTENTION: ReadonlySet<ToEdit['kind']> = new Set(['act', 'import-log', 'answer-card'])

/** Requests that look at the whole agglomeration for long. Acts need not wait for them. */
const ASIDE: ReadonlySet<ToEdit['kind']> = new Set(['doubts', 'practice'])

const NOT_OPEN: Problem = { kind: 'not-found', message: 'No dataset is open, so there is nothing to edit' }

const isGrouped = ({ dataset }: OpenDataset): boolean => dataset.agglomeration.kind === 'zarr'

/** Serves messages one after the other, so that each act sees what the one before it did. */
export function createEditService(world: EditWorld): EditService {
  const pageTurns = createTurns()
  const glTurns = createTurns()
  const aside = new Set<Promise<void>>()
  let session: EditSession | undefined

  const inGlTurn = (work: () => Promise<void> | void): void => {
    glTurns.inTurn(work).catch(world.report)
  }
  const watch = createGlWatch(
    world.sendToGl,
    followUnread(
      world,
      () => session,
      () => inGlTurn(watch.again),
    ),
  )
  const screen = { watch, painter: createPainter(watch, world.sendToGl) }

  const begin = async (opened: OpenDataset): Promise<EditSession> => {
    screen.painter.clear()
    const next = await beginSession(world, opened, screen, (edits) => teamSync.made(edits))
    session = next
    return next
  }

  const teamSync = createTeamSync({
    world,
    session: () => session,
    inTurn: pageTurns.inTurn,
    async reopen(membership) {
      if (session === undefined) throw new Error('no dataset is open')
      const next = await begin(await reopenWithStore(session.opened, membership, world))
      await watch.attach(next.opened.foldedLog, isGrouped(next.opened))
      world.post({ kind: 'log', log: logStateOf(next) })
      return next
    },
  })

  const close = async (): Promise<void> => {
    const closing = session?.opened
    session = undefined
    teamSync.close()
    screen.painter.clear()
    await watch.attach(undefined, false)
    closing?.committed.close()
    await closing?.log.close()
  }

  const open = async (id: number, dataset: EditDataset): Promise<void> => {
    await close()
    const next = await begin(await openDataset(dataset, world))
    world.post({ kind: 'opened', id, log: logStateOf(next), recovery: recoveryOf(next) })
    await watch.attach(next.opened.foldedLog, isGrouped(next.opened))
  }

  const serve = async (message: ToEdit): Promise<void> => {
    switch (message.kind) {
      case 'start':
        return
      case 'open':
        return open(message.id, message.dataset)
      case 'close':
        return close()
      case 'sync':
        return teamSync.sync(message, message.online)
      case 'whereabouts':
        return teamSync.whereabouts(message.whereabouts)
      default:
        if (session !== undefined) {
          await serveMessage(session, message)
          if (CHANGES_ATTENTION.has(message.kind)) teamSync.tell()
        } else if ('id' in message) {
          world.post({ kind: 'failed', id: message.id, problem: NOT_OPEN })
        }
    }
  }

  return {
    fromPage(message) {
      void pageTurns.inTurn(async () => {
        const served = serve(message).catch((error: unknown) => tellFailure(world, message, error))
        if (!ASIDE.has(message.kind)) return served
        aside.add(served)
        void served.then(() => aside.delete(served))
      })
    },
    fromGl(message) {
      inGlTurn(async () => {
        if (message.kind === 'unwatch') return watch.unwatch(message.supervoxels)
        await watch.watch(message.supervoxels)
        screen.painter.again()
      })
    },
    async idle() {
      await pageTurns.idle()
      await Promise.all(aside)
      await glTurns.idle()
    },
  }
}

function tellFailure(world: EditWorld, message: ToEdit, error: unknown): void {
  const problem = problemOf(error)
  if (problem === undefined) world.report(error)
  const told = problem ?? { kind: 'disk', message: `The edit worker failed: ${String(error)}` }
  if ('id' in message) world.post({ kind: 'failed', id: message.id, problem: told })
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
