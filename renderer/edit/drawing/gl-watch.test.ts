import { describe, expect, it } from 'vitest'
import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import { type Problem, ProblemError } from '../../../shared/problem.ts'
import type { EditToGl } from '../gl-link.ts'
import { createGlWatch, type Unread } from './gl-watch.ts'

const DEAD: Problem = { kind: 'network', message: 'The line went dead', file: '/agg/supervoxel_ids' }

/** Supervoxels under 100 are of base 1, all others of base 100; reading them fails while `broken` says so. */
function bench() {
  const sent: EditToGl[] = []
  const told: (Unread | undefined)[] = []
  let broken: (supervoxel: bigint) => boolean = () => false
  const baseOf = (supervoxel: bigint) => (supervoxel < 100n ? 1n : 100n)
  const foldedLog = {
    bases: {
      basesOf: async (supervoxels: BigUint64Array) => {
        if (supervoxels.some((supervoxel) => broken(supervoxel))) throw new ProblemError(DEAD)
        return supervoxels.map(baseOf)
      },
    },
    segmentsAt: async (points: readonly { base: bigint }[]) => points.map(({ base }) => ({ segment: base })),
  } as unknown as FoldedLog
  const watch = createGlWatch(
    (message) => sent.push(message),
    (state) => told.push(state),
  )
  const segments = () =>
    sent.flatMap((message) =>
      message.kind === 'segments' ? [...message.supervoxels].map((one, i) => `${one}:${message.segments[i]}`) : [],
    )
  return { watch, foldedLog, told, segments, breaks: (next: typeof broken) => (broken = next) }
}

const ids = (...values: bigint[]) => BigUint64Array.from(values)

describe('supervoxels on screen', () => {
  it('[SS17] where they are grouped, each is told its segment, its own id too', async () => {
    const { watch, foldedLog, segments, told } = bench()
    await watch.attach(foldedLog, true)
    await watch.watch(ids(1n, 2n, 100n))
    expect(segments()).toEqual(['1:1', '2:1', '100:100'])
    expect(told).toEqual([])
  })

  it('[SS17] what cannot be read is told to nobody as a segment, is said once, and is told when it can be read', async () => {
    const { watch, foldedLog, segments, told, breaks } = bench()
    await watch.attach(foldedLog, true)
    breaks((supervoxel) => supervoxel < 100n)
    await watch.watch(ids(1n))
    await watch.watch(ids(2n))
    await watch.watch(ids(101n))
    expect(segments()).toEqual(['101:100'])
    expect(told).toEqual([{ problem: DEAD, retryInMs: 1000 }])
    await watch.again()
    await watch.again()
    expect(told.map((state) => state?.retryInMs)).toEqual([1000, 2000, 4000])
    breaks(() => false)
    await watch.again()
    expect(segments()).toEqual(['101:100', '1:1', '2:1'])
    expect(told.at(-1)).toBeUndefined()
    breaks(() => true)
    await watch.watch(ids(3n))
    expect(told.at(-1)).toEqual({ problem: DEAD, retryInMs: 1000 })
  })

  it('[SS17] all is well again when what could not be read leaves the screen, or another dataset comes', async () => {
    const { watch, foldedLog, told, breaks } = bench()
    await watch.attach(foldedLog, true)
    breaks((supervoxel) => supervoxel < 100n)
    await watch.watch(ids(1n, 101n))
    watch.unwatch(ids(101n))
    expect(told).toHaveLength(1)
    watch.unwatch(ids(1n))
    expect(told).toHaveLength(2)
    expect(told[1]).toBeUndefined()
    await watch.watch(ids(2n))
    await watch.attach(undefined, false)
    expect(told.at(-1)).toBeUndefined()
  })
})
