import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../geometry.ts'
import type { SliceKind } from '../camera.ts'
import { turned } from '../camera-moves.ts'
import { cameraAt, panel } from '../testing/volume-fixture.ts'
import { planeOf } from './slice-plane.ts'
import { volumeEdge } from './volume-edge.ts'

const box = { min: [0, 0, 0], max: [1000, 800, 400] } as const
const at = (position: Vec3, kind: SliceKind = 'xy') =>
  volumeEdge(box, planeOf(cameraAt(position, 2), kind, panel(100, 100), 1), 1.5)

describe('the end of the volume in a panel', () => {
  it('[VW25] is not drawn while tissue fills the panel', () => {
    expect(at([500, 400, 200])).toEqual({ kind: 'beyond' })
  })

  it('[VW25] is an outline that lies clear of the tissue by its gap', () => {
    const edge = at([0, 400, 200])
    if (edge.kind !== 'outline') throw new Error(edge.kind)
    // The volume begins at the panel's middle; 1.5 px short of it is the line.
    expect(Math.min(...edge.points.filter((_, i) => i % 2 === 0))).toBe(48.5)
    const tilted = planeOf(turned(cameraAt([0, 400, 200], 2), 'xy', { right: 0.3 }), 'xy', panel(100, 100), 1)
    expect(volumeEdge(box, tilted, 1.5).kind).toBe('outline')
  })

  it('[VW25] is pointed to from a panel that shows nothing of it', () => {
    expect(at([1500, 400, 200])).toEqual({ kind: 'away', distance: 500, way: [-1, 0], side: 'on' })
    expect(at([500, 400, 1400])).toEqual({ kind: 'away', distance: 1000, way: undefined, side: 'back' })
    expect(at([500, 400, -600])).toEqual({ kind: 'away', distance: 600, way: undefined, side: 'on' })
    // Growth in the plane alone: one slice beyond the end is away.
    expect(at([500, 400, 401]).kind).toBe('away')
    // In yz, z grows to the left: tissue at smaller z lies to the right.
    expect(at([500, 400, 900], 'yz')).toMatchObject({ kind: 'away', way: [1, 0] })
  })
})
