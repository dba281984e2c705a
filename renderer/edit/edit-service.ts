import { type Problem, problemOf } from '../../shared/problem.ts'
import { createGlWatch, type Unread } from './drawing/gl-watch.ts'
import { createPainter } from './drawing/paint.ts'
import { beginSession, type EditSession, type EditWorld } from './edit-session.ts'
import type { GlToEdit } from './gl-link.ts'
import type { EditDataset, ToEdit } from './messages.ts'
import { type OpenDataset, openDataset, reopenWithStore } from './open-dataset.ts'
import { recoveryOf } from './own-log/log-state.ts'
import { type Question, serveMessage } from './serve-message.ts'
import { createTeamSync } from './team/team-sync.ts'

export interface EditService {
  fromPage(message: ToEdit): void
  fromGl(message: GlToEdit): void
  /** Resolves when all that came so far is served: for tests. */
  idle(): Promise<void>
}

/** What may change what needs attention. */
const CHANGES: ReadonlySet<ToEdit['kind']> = new Set(['act', 'import-log', 'answer-card'])

const NOT_OPEN: Problem = { kind: 'not-found', message: 'No dataset is open, so there is nothing to edit' }

const isGrouped = ({ dataset }: OpenDataset): boolean => dataset.agglomeration.kind === 'zarr'

/** Serves messages one after the other, so that each act sees what the one before it did. */
export function createEditService(world: EditWorld): EditService {
  const watch = createGlWatch(world.sendToGl, (state) => tellUnread(state))
  const painter = createPainter(watch, world.sendToGl)
  let session: EditSession | undefined
  let underWay: Promise<void> = Promise.resolve()
  let glUnderWay: Promise<void> = Promise.resolve()
  let stopRetry = (): void => undefined

  const inGlTurn = (work: () => Promise<void> | void): void => {
    glUnderWay = glUnderWay.then(work).catch((error: unknown) => world.report(error))
  }

  /** Nothing is edited while what is on screen is not all read; it is tried again, and then told to be well. */
  const tellUnread = (state: Unread | undefined): void => {
    stopRetry()
    stopRetry = () => undefined
    const retries = state !== undefined && state.retryInMs < Number.POSITIVE_INFINITY
    if (retries) stopRetry = world.later(state.retryInMs, () => inGlTurn(() => watch.again()))
    if (session === undefined || session.unread?.reason === state?.problem.message) return
    session.unread = state && { reason: state.problem.message, retries }
    world.post({ kind: 'log', log: session.state() })
  }

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = underWay.then(work)
    underWay = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }

  const sit = async (opened: OpenDataset): Promise<EditSession> => {
    painter.clear()
    const next = await beginSession(world, opened, watch, painter)
    session = next
    return next
  }

  const desk = createTeamSync({
    world,
    session: () => session,
    inTurn,
    async reopen(membership) {
      if (session === undefined) throw new Error('no dataset is open')
      const next = await sit(await reopenWithStore(session, membership, world))
      await watch.attach(next.foldedLog, isGrouped(next))
      world.post({ kind: 'log', log: next.state() })
      return next
    },
  })

  const close = async (): Promise<void> => {
    const closing = session
    session = undefined
    desk.close()
    painter.clear()
    await watch.attach(undefined, false)
    closing?.committed.close()
    await closing?.log.close()
  }

  const open = async (id: number, dataset: EditDataset): Promise<void> => {
    await close()
    const opened = await sit(await openDataset(dataset, world))
    const recovery = recoveryOf(opened)
    world.post({ kind: 'opened', id, log: opened.state(), ...(recovery === undefined ? {} : { recovery }) })
    await watch.attach(opened.foldedLog, isGrouped(opened))
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
        return desk.sync(message, message.online)
      case 'whereabouts':
        return desk.whereabouts(message.whereabouts)
      default:
        if (session !== undefined) {
          await serveMessage(world, session, message)
          if (CHANGES.has(message.kind)) desk.tell()
        } else if ('id' in message) {
          world.post({ kind: 'failed', id: message.id, problem: NOT_OPEN })
        }
    }
  }

  const fail = (message: ToEdit | Question, error: unknown): void => {
    const problem = problemOf(error)
    if (problem === undefined) world.report(error)
    const told = problem ?? { kind: 'disk', message: `The edit worker failed: ${String(error)}` }
    if ('id' in message) world.post({ kind: 'failed', id: message.id, problem: told })
  }

  /** Long looks at the whole agglomeration: acts need not wait for them. */
  const isAside = ({ kind }: ToEdit) => kind === 'doubts' || kind === 'practice'
  const aside = new Set<Promise<void>>()

  return {
    fromPage(message) {
      void inTurn(async () => {
        const served = serve(message).catch((error: unknown) => fail(message, error))
        if (!isAside(message)) return served
        aside.add(served)
        void served.then(() => aside.delete(served))
      })
    },
    fromGl(message) {
      inGlTurn(async () => {
        if (message.kind === 'unwatch') return watch.unwatch(message.supervoxels)
        await watch.watch(message.supervoxels)
        painter.again()
      })
    },
    async idle() {
      await underWay
      await Promise.all(aside)
      await glUnderWay
    },
  }
}
