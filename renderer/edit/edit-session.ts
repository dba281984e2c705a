import { type Problem, problemOf } from '../../shared/problem.ts'
import { answerQuestion, type Question } from './answers.ts'
import type { GlToEdit } from './gl-link.ts'
import { createGlWatch } from './gl-watch.ts'
import { recoveryOf } from './log-state.ts'
import type { EditDataset, ToEdit } from './messages.ts'
import { openDataset } from './open-dataset.ts'
import { createPainter } from './paint.ts'
import { type EditWorld, type Sitting, sitDown } from './sitting.ts'

export interface EditSession {
  fromPage(message: ToEdit): void
  fromGl(message: GlToEdit): void
  /** Resolves when all that came so far is served: for tests. */
  idle(): Promise<void>
}

const NOT_OPEN: Problem = { kind: 'not-found', message: 'No dataset is open, so there is nothing to edit' }

/** Serves messages one after the other, so that each act sees what the one before it did. */
export function createEditSession(world: EditWorld): EditSession {
  const watch = createGlWatch(world.sendToGl)
  const painter = createPainter(watch, world.sendToGl)
  let sitting: Sitting | undefined
  let underWay: Promise<void> = Promise.resolve()
  let glUnderWay: Promise<void> = Promise.resolve()

  const close = async (): Promise<void> => {
    const closing = sitting
    sitting = undefined
    painter.clear()
    await watch.attach(undefined)
    await closing?.log.close()
  }

  const open = async (id: number, dataset: EditDataset): Promise<void> => {
    await close()
    const opened = await openDataset(dataset, world.bytes, world.openAgglomeration, world.openLog)
    sitting = await sitDown(world, opened, watch, painter)
    const recovery = recoveryOf(sitting)
    world.post({ kind: 'opened', id, log: sitting.state(), ...(recovery === undefined ? {} : { recovery }) })
    await watch.attach(opened.book)
  }

  const serve = async (message: ToEdit): Promise<void> => {
    switch (message.kind) {
      case 'start':
        return
      case 'open':
        return open(message.id, message.dataset)
      case 'close':
        return close()
      default:
        if (sitting !== undefined) return answerQuestion(world, sitting, message)
        if (message.kind !== 'light') world.post({ kind: 'failed', id: message.id, problem: NOT_OPEN })
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
      const inTurn = underWay.then(() => {
        const served = serve(message).catch((error: unknown) => fail(message, error))
        if (!isAside(message)) return served
        aside.add(served)
        void served.then(() => aside.delete(served))
        return undefined
      })
      underWay = inTurn
    },
    fromGl(message) {
      glUnderWay = glUnderWay
        .then(async () => {
          if (message.kind === 'unwatch') return watch.unwatch(message.supervoxels)
          await watch.watch(message.supervoxels)
          painter.again()
        })
        // Supervoxels whose segment cannot be read stay segments of their own.
        .catch((error: unknown) => world.report(error))
    },
    async idle() {
      await underWay
      await Promise.all(aside)
      await glUnderWay
    },
  }
}
