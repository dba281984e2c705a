import type { DecodedChunk } from '../../codec/decoded-chunk.ts'
import type { Box3, Vec3 } from '../../geometry.ts'
import { addChunk, type LabelBox, labelBoxOf, openLabelBox } from '../../meshes/surfaces/label-box.ts'
import { type Problem, ProblemError } from '../../problem.ts'
import type { Scale } from '../../volume/volume.ts'
import { imageVoxels, MAX_BOX_VOXELS, voxelsOf } from './evidence-box.ts'
import { addGreyChunk, boxOfGrey, type GreyBox, greysOf, openGreyBox } from './grey-box.ts'
import type { Surroundings } from './surroundings.ts'

/** A volume at the scale that is read. */
export interface ReadableVolume {
  readonly scale: Scale
  /** All chunks that share voxels with a box, counted from the first voxel of the volume. Rejects where one cannot be had. */
  readonly chunksIn: (box: Box3) => Promise<readonly PlacedChunk[]>
}

export interface PlacedChunk {
  /** The first voxel, counted from that of the volume. */
  readonly at: Vec3
  /** Undefined where none is stored, which is background. */
  readonly chunk: DecodedChunk | undefined
}

/** The labels in a box. Throws a `ProblemError`. */
export async function labelsAround({ chunksIn }: ReadableVolume, box: Box3): Promise<LabelBox> {
  const voxels = voxelsOf(box)
  // An agglomeration may not know where a contact is: then its position is no number, and nor are the voxels.
  if (!(voxels > 0)) throw notThere('The place is outside of the volume')
  if (voxels > MAX_BOX_VOXELS) throw tooLarge(voxels)
  const open = openLabelBox(box)
  for (const { at, chunk } of await chunksIn(box)) {
    if (chunk?.kind === 'grey') throw unsupported('The evidence of shapes is read of labels, and these are greys')
    if (chunk !== undefined) addChunk(open, at, chunk)
  }
  return labelBoxOf(open)
}

/** The greys of the voxels of a box of labels, from images of which each may cover a part. Throws a `ProblemError`. */
export async function greysAround(labels: Scale, box: Box3, images: readonly ReadableVolume[]): Promise<Uint8Array> {
  let read: GreyBox | undefined
  for (const { scale, chunksIn } of images) {
    const own = openGreyBox(imageVoxels(labels, box, scale))
    const wanted = boxOfGrey(own)
    if (voxelsOf(wanted) > MAX_BOX_VOXELS) throw tooLarge(voxelsOf(wanted))
    for (const { at, chunk } of await chunksIn(wanted)) {
      if (chunk?.kind === 'labels')
        throw unsupported('The evidence of the image is read of greys, and these are labels')
      if (chunk !== undefined) addGreyChunk(own, at, chunk)
    }
    read = read === undefined ? own : filledUp(read, own)
  }
  const greys = read && greysOf(read)
  if (greys === undefined) throw notThere('The image is not stored at this place')
  return greys
}

function filledUp(box: GreyBox, other: GreyBox): GreyBox {
  const values = box.values.map((value, i) => (Number.isNaN(value) ? other.values[i]! : value))
  return { ...box, values, isBytes: box.isBytes && other.isBytes }
}

/** @param sideOf by label of the box: its side */
export function surroundingsIn(
  { scale }: Pick<ReadableVolume, 'scale'>,
  box: Box3,
  { size, places }: LabelBox,
  sideOf: Uint8Array,
  grey: Uint8Array | undefined,
): Surroundings {
  const sides = new Uint8Array(places.length)
  for (let i = 0; i < sides.length; i++) sides[i] = sideOf[places[i]!]!
  const ends = [0, 1, 2].flatMap((axis) => [box.min[axis] === 0, box.max[axis] === scale.size[axis]])
  return { size, voxelSize: scale.resolution, sides, grey, ends }
}

function notThere(message: string): ProblemError {
  return problem('not-found', message)
}

function unsupported(message: string): ProblemError {
  return problem('unsupported', message)
}

function tooLarge(voxels: number): ProblemError {
  return problem('too-large', `There are ${voxels} voxels around this place, more than ${MAX_BOX_VOXELS}`)
}

function problem(kind: Problem['kind'], message: string): ProblemError {
  return new ProblemError({ kind, message })
}
