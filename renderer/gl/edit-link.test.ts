import { describe, expect, it } from 'vitest'
import { halvesOf } from '../../shared/ids/halves.ts'
import type { EditToGl, GlToEdit } from '../edit/gl-link.ts'
import { createEditLink, type EditPort } from './edit-link.ts'
import { createSegmentPalette } from './segments/segment-palette.ts'

const paletteOf = () =>
  createSegmentPalette((_high, low) => low, { selectedOnly: false, seed: 0, supervoxelBorders: false })
const ids = (...list: bigint[]): Uint32Array => halvesOf(BigUint64Array.from(list))
const HUGE = 2n ** 63n + 5n

function createPort() {
  const sent: GlToEdit[] = []
  const port: EditPort = { postMessage: (message) => void sent.push(message), onmessage: null }
  return { sent, port, say: (data: EditToGl) => port.onmessage?.(new MessageEvent('message', { data })) }
}

describe('edit link', () => {
  it('[FN1] asks where a segment lies, and hands each reply to who asked', async () => {
    const changes: string[] = []
    const link = createEditLink(
      () => changes.push('changed'),
      () => changes.push('told'),
    )
    expect(await link.places(1n)).toBeUndefined()
    const { sent, port, say } = createPort()
    link.setPort(port)
    const both = Promise.all([link.places(5n), link.places(HUGE)])
    expect(sent).toEqual([
      { kind: 'places', id: 1, supervoxel: 5n },
      { kind: 'places', id: 2, supervoxel: HUGE },
    ])
    const box = { min: [1, 2, 3], max: [1, 2, 3] } as const
    const places = { positions: Float32Array.of(1, 2, 3), box, supervoxels: BigUint64Array.of(5n) }
    say({ kind: 'places', id: 2, places })
    say({ kind: 'places', id: 1, places: undefined })
    expect(await both).toEqual([undefined, places])
    expect([link.edits(), changes]).toEqual([0, []])
  })

  it('[GL25] tells what is in memory, whichever of port, layer and chunk comes first', () => {
    const link = createEditLink(
      () => {},
      () => {},
    )
    const { sent, port } = createPort()
    const palette = paletteOf()
    const dense = palette.retainAll(ids(HUGE, 0n, 3n))
    link.setPalette(palette, false)
    link.setPort(port)
    palette.retainAll(ids(3n, 4n))
    palette.releaseAll(dense)
    link.setPalette(undefined, false)
    const of = (...list: bigint[]) => BigUint64Array.from(list)
    expect(sent).toEqual([
      { kind: 'watch', supervoxels: of(HUGE, 3n) },
      { kind: 'watch', supervoxels: of(4n) },
      { kind: 'unwatch', supervoxels: of(HUGE) },
      { kind: 'unwatch', supervoxels: of(3n, 4n) },
    ])
  })

  it('[GL25] takes over segments and paint, counts them, and leaves no trace on a layer that is no longer edited', () => {
    let changes = 0
    let told = 0
    const link = createEditLink(
      () => {
        changes += 1
      },
      () => {
        told += 1
      },
    )
    const { port, say } = createPort()
    const palette = paletteOf()
    const dense = palette.retainAll(ids(8n, 9n))
    link.setPort(port)
    link.setPalette(palette, false)
    const supervoxels = BigUint64Array.of(8n, 9n)
    say({ kind: 'segments', supervoxels, segments: BigUint64Array.of(2n, 2n) })
    expect(palette.segmentOf(dense[1]!)).toBe(2n)
    say({ kind: 'paint', strokes: [{ supervoxels, colour: 0xffffff, opacity: 1 }] })
    expect(palette.isPainted()).toBe(true)
    expect([link.edits(), changes, told]).toEqual([2, 1, 1])
    say({ kind: 'reset' })
    expect(palette.segmentOf(dense[1]!)).toBe(9n)
    say({ kind: 'segments', supervoxels, segments: BigUint64Array.of(2n, 2n) })
    link.setPalette(undefined, false)
    expect([palette.segmentOf(dense[1]!), palette.isPainted()]).toEqual([9n, false])
  })
})
