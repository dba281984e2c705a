import type { Box3, Vec3 } from '../../geometry.ts'
import type { Result } from '../../problem.ts'
import type { Scale } from '../../volume/volume.ts'
import { MOST_PIECES } from '../packed-mesh.ts'
import { assemble } from './assemble.ts'
import type { LabelBox } from './label-box.ts'
import { createNetMaker, type NetPiece } from './net-pieces.ts'
import { netQuadsOf } from './net-quads.ts'
import { withLostVolume } from './restore-volume.ts'
import { type Simplify, simplifiedPiece } from './simplify-piece.ts'
import { splitVertices } from './split-vertices.ts'
import { FACES, type SurfaceBlock } from './surface-block.ts'
import { blockVoxels, packGridOf, SURFACE_HALO, stepsPerVoxel } from './surface-grid.ts'

/** Rises whenever the same voxels give other surfaces: what is kept on disk is of one version. */
export const SURFACES_VERSION = 4

/** The voxels that a block's surfaces depend on, counted from the first voxel of the volume. Some may lie outside of it. */
export function surfaceVoxels(scale: Scale, cell: Vec3): Box3 {
  const { min, max } = blockVoxels(scale, cell)
  return {
    min: [min[0] - SURFACE_HALO, min[1] - SURFACE_HALO, min[2] - SURFACE_HALO],
    max: [max[0] + SURFACE_HALO, max[1] + SURFACE_HALO, max[2] + SURFACE_HALO],
  }
}

/** Labels whose surfaces are wanted before those of all others. */
export interface EarlySurfaces {
  readonly first: ReadonlySet<bigint>
  /**
   * Called once at most, with the surfaces of those of them that are in the block; not where the block has none of them, or
   * no others.
   */
  readonly done: (block: SurfaceBlock) => void
}

/** Other work gets its turn; 'behind': all that waits comes first. */
export type Pause = 'behind' | undefined

export interface SurfacesOptions {
  /** Leaves out what a flat surface does not need; undefined: nothing is left out. */
  readonly simplify?: Simplify | undefined
  readonly early?: EarlySurfaces | undefined
}

/**
 * The surfaces of all labels in a block: surface nets (S. F. F. Gibson, Constrained elastic surface nets, 1998) whose
 * corners all labels share, smoothed, then simplified piece by piece, and split where labels meet: those that are wanted early before the others. `box` has the voxels of `surfaceVoxels`. A generator,
 * so that other work gets its turn at each `yield`. A problem of kind 'too-large' where the block has too many labels.
 */
export function* surfacesOf(
  box: LabelBox,
  scale: Scale,
  cell: Vec3,
  { simplify, early }: SurfacesOptions = {},
): Generator<Pause, Result<SurfaceBlock>> {
  const { min, max } = blockVoxels(scale, cell)
  const halo = SURFACE_HALO
  const own: Box3 = {
    min: [halo, halo, halo],
    max: [halo + max[0] - min[0], halo + max[1] - min[1], halo + max[2] - min[2]],
  }
  const faces = facesReached(box, own)
  const places = labelsInside(faces)
  if (places.length > MOST_PIECES) {
    const message = `A block of surfaces has ${places.length} labels, more than ${MOST_PIECES}`
    return { ok: false, problem: { kind: 'too-large', message } }
  }
  const first = places.filter((place) => early?.first.has(box.labels[place]!) === true)
  // Whoever waits for the first labels waits for other blocks.
  yield early !== undefined && early.first.size > 0 && first.length === 0 ? 'behind' : undefined
  const quads = netQuadsOf(box, own)
  yield
  const steps = stepsPerVoxel(scale)
  const { resolution } = scale
  const maker = createNetMaker(box, quads, { origin: [halo - 1, halo - 1, halo - 1], steps, resolution })
  yield
  const grid = packGridOf(scale, cell)
  const pieces = new Map<number, NetPiece>()
  const errorNm = Math.max(...resolution) / 2 + (simplify?.errorNm ?? 0)
  const make = (place: number): void => {
    if (pieces.has(place)) return
    const piece = maker.pieceOf(place)
    const simple = simplify === undefined ? piece : simplifiedPiece(piece, grid.step, simplify)
    pieces.set(place, splitVertices(withLostVolume(simple, steps), place, maker.junctions, resolution))
  }
  const blockOf = (some: readonly number[]): SurfaceBlock => ({
    mesh: assemble(
      some.map((place) => pieces.get(place)!),
      grid,
      BigUint64Array.from(some, (place) => box.labels[place]!),
    ),
    faces: Uint8Array.from(some, (place) => faces[place]! & ALL_FACES),
    errorNm,
  })
  for (const place of first) {
    make(place)
    yield
  }
  if (first.length > 0 && first.length < places.length) {
    early?.done(blockOf(first))
    yield 'behind'
  }
  for (const place of places) {
    make(place)
    yield
  }
  return { ok: true, value: blockOf(places) }
}

const ALL_FACES = (1 << FACES.length) - 1
/** Set for each label that has a voxel in the block. */
const IS_INSIDE = 1 << FACES.length

/** For each label of the box: the faces of the block through which it goes on, and whether it is in the block. */
function facesReached({ size, places, labels }: LabelBox, own: Box3): Uint8Array {
  const [width, height] = size
  const steps = [1, width, width * height]
  const reached = new Uint8Array(labels.length)
  for (let z = own.min[2]; z < own.max[2]; z++) {
    for (let y = own.min[1]; y < own.max[1]; y++) {
      const row = width * (y + height * z)
      for (let voxel = row + own.min[0]; voxel < row + own.max[0]; voxel++) reached[places[voxel]!]! |= IS_INSIDE
    }
  }
  FACES.forEach(({ axis, at }, bit) => {
    const isHigh = at[axis] > 0
    const layer = { min: [...own.min], max: [...own.max] }
    layer.min[axis] = isHigh ? own.max[axis] - 1 : own.min[axis]
    layer.max[axis] = layer.min[axis] + 1
    const step = isHigh ? steps[axis]! : -steps[axis]!
    for (let z = layer.min[2]!; z < layer.max[2]!; z++) {
      for (let y = layer.min[1]!; y < layer.max[1]!; y++) {
        for (let x = layer.min[0]!; x < layer.max[0]!; x++) {
          const voxel = x + width * (y + height * z)
          const place = places[voxel]!
          if (places[voxel + step] === place) reached[place]! |= 1 << bit
        }
      }
    }
  })
  return reached
}

function labelsInside(reached: Uint8Array): readonly number[] {
  const places: number[] = []
  for (let place = 1; place < reached.length; place++) if ((reached[place]! & IS_INSIDE) !== 0) places.push(place)
  return places
}
