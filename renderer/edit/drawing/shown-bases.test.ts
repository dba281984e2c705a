import { expect, it } from 'vitest'
import { ProblemError } from '../../../shared/problem.ts'
import type { EditToGl } from '../gl-link.ts'
import { type App, machineOf, madeEdit, startApp, TOY_EDGES } from '../testing/session-fixture.ts'

const isBases = (message: EditToGl) => message.kind === 'bases'
const isSegments = (message: EditToGl) => message.kind === 'segments'

/** What was told last, as text: of each segment its bases, and of those that are cut the supervoxels. */
function told(app: App): string {
  const last = app.toGl.filter(isBases).at(-1)
  return (last?.shown ?? [])
    .map(({ segment, bases, cut }) => {
      const parts = cut.map(({ base, supervoxels }) => ` cut ${base}: ${supervoxels.join(',')}`)
      return `${segment}: ${[...bases].sort().join(',')}${parts.join('')}`
    })
    .join('; ')
}

const show = (app: App, ...segments: bigint[]) => app.gl({ kind: 'bases', segments: BigUint64Array.from(segments) })

it('[ME14] the bases of the shown segments are told at once, and after each edit before the segments that it made', async () => {
  const app = await startApp(machineOf(TOY_EDGES))
  await app.gl({ kind: 'watch', supervoxels: BigUint64Array.of(1n, 2n, 3n, 4n, 5n, 6n, 7n) })
  await show(app, 1n, 5n)
  expect(told(app)).toBe('1: 1; 5: 5')
  await madeEdit(app.merge(4, 5))
  expect(told(app)).toBe('1: 1,5; 5: 1,5')
  await madeEdit(app.split([1], [4]))
  expect(told(app)).toBe('1: 1 cut 1: 1,2,3,4; 5: 1,5 cut 1: 1,2,3,4')
  const [bases, segments] = [app.toGl.findLastIndex(isBases), app.toGl.findLastIndex(isSegments)]
  expect(bases).toBeLessThan(segments)
  await madeEdit(app.act({ kind: 'undo' }))
  expect(told(app)).toBe('1: 1,5; 5: 1,5')
  expect(app.reported).toEqual([])
})

it('[ME14] nothing is told while no segment is shown, and what cannot be read is left out', async () => {
  const machine = machineOf(TOY_EDGES)
  const source = { ...machine.source }
  const app = await startApp({ ...machine, source })
  await madeEdit(app.merge(4, 5))
  expect(app.toGl.filter(isBases)).toEqual([])
  source.basesOf = async (supervoxels) => {
    if (supervoxels.includes(6n)) throw new ProblemError({ kind: 'disk', message: 'The disk is gone' })
    return machine.source.basesOf(supervoxels)
  }
  await show(app, 1n, 6n)
  expect(told(app)).toBe('1: 1,5')
  expect(app.reported).toEqual([])
})
