import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Encoding } from '../../../shared/formats/precomputed/precomputed-volume.ts'
import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { VoxelType } from '../../../shared/volume/volume.ts'
import { findAffinities, findInput, type InputWish, inputState } from '../inputs/find-input.ts'
import { openInput } from '../inputs/open-input.ts'
import type { InputSpec, VoxelSource } from '../inputs/voxel-source.ts'
import { bytesOf, type InputType } from '../voxels/voxel-type.ts'
import type { ImagePlan, ImportPlan, LabelPlan, PlannedInput } from './import-plan.ts'
import { CHUNK_SIDE, planFactors, planScales, totalFactor } from './scales.ts'

/** What a person asks for. */
export interface ImportWish {
  readonly out: string
  readonly name?: string | undefined
  readonly image?: InputWish | undefined
  readonly labels?: InputWish | undefined
  /** Affinities along z, y and x, as channels: an HDF5 file or an OME-Zarr. */
  readonly affinities?: Pick<InputWish, 'path'> | undefined
  /** Nanometres; what the inputs say, where this is left out. */
  readonly voxelSize?: Vec3 | undefined
  readonly jpegQuality?: number | undefined
  readonly keepsLabels: boolean
  readonly threshold?: number | undefined
  readonly scaleCount?: number | undefined
  /** Voxels along a side of a chunk. Tests have small ones, for many blocks in few voxels. */
  readonly chunkSide?: number | undefined
}

/** Types of image voxels, and what they become: precomputed volumes have no floats of 64 bits. */
const IMAGE_TYPES: { readonly [type in InputType]?: VoxelType } = {
  uint8: 'uint8',
  uint16: 'uint16',
  uint32: 'uint32',
  int8: 'int8',
  int16: 'int16',
  int32: 'int32',
  float32: 'float32',
  float64: 'float32',
}

/** Sides of the box that shows whether gzip helps, and the part of its bytes that must go. */
const SAMPLE_SIDE = 64
const WORTH_ZIPPING = 0.2

interface FoundInput {
  readonly spec: InputSpec
  readonly source: VoxelSource
  readonly voxelSize: Vec3
  /** The place of its first voxel, in voxels. */
  readonly offset: Vec3
  readonly path: string
}

/** Opens the inputs, and decides how they are written. Rejects with a `ProblemError`. */
export async function planImport(wish: ImportWish): Promise<ImportPlan> {
  const opened: FoundInput[] = []
  const find = async (input: InputWish | undefined): Promise<FoundInput | undefined> => {
    if (input === undefined) return undefined
    const found = await openWish(input, wish.voxelSize)
    opened.push(found)
    return found
  }
  try {
    const image = await find(wish.image)
    const labels = await find(wish.labels)
    if (image === undefined && labels === undefined) throw refusal('Name an image, labels, or both')
    if (image !== undefined && labels !== undefined) checkTogether(image, labels)
    if (wish.affinities !== undefined && labels === undefined) throw refusal('Affinities need labels')
    if (wish.threshold !== undefined && (labels === undefined || (image ?? wish.affinities) === undefined)) {
      throw refusal('A threshold needs an image or affinities beside the labels: they give the contacts their affinity')
    }
    return {
      out: wish.out,
      name: wish.name ?? basename(wish.out),
      image: image && (await planImage(wish, image)),
      labels: labels && (await planLabels(wish, labels, image !== undefined)),
    }
  } finally {
    for (const { source } of opened) await source.close()
  }
}

async function openWish(wish: InputWish, said: Vec3 | undefined): Promise<FoundInput> {
  const spec = await findInput(wish)
  const source = await openInput(spec)
  const voxelSize = said ?? source.voxelSize
  if (voxelSize === undefined) {
    await source.close()
    throw refusal(`${wish.path} does not say how large its voxels are: say --voxel-size X,Y,Z in nanometres`)
  }
  const nm = source.offsetNm ?? [0, 0, 0]
  const offset: Vec3 = [nm[0] / voxelSize[0], nm[1] / voxelSize[1], nm[2] / voxelSize[2]]
  const whole: Vec3 = [Math.round(offset[0]), Math.round(offset[1]), Math.round(offset[2])]
  if (offset.some((at, axis) => Math.abs(at - whole[axis]!) > OFFSET_SLACK)) {
    await source.close()
    const message = `${wish.path}: its offset of ${nm.join(', ')} nm is no whole number of voxels`
    throw new ProblemError({ kind: 'unsupported', message, file: wish.path, field: 'offset' })
  }
  return { spec, source, voxelSize, offset: whole, path: wish.path }
}

/** Offsets are kept as floats, often divided by the size of a voxel and multiplied again; in voxels. */
const OFFSET_SLACK = 0.01

function checkTogether(image: FoundInput, labels: FoundInput): void {
  if (image.voxelSize.some((length, axis) => length !== labels.voxelSize[axis])) {
    const sizes = `${image.voxelSize.join(' x ')} nm and ${labels.voxelSize.join(' x ')} nm`
    throw refusal(
      `Image and labels have voxels of different sizes (${sizes}); import them one by one, or say --voxel-size`,
    )
  }
  const [a, b] = [boxOf(image), boxOf(labels)]
  const fits = b.min.every((at, axis) => at >= a.min[axis]!) && b.max.every((at, axis) => at <= a.max[axis]!)
  if (fits) return
  const shown = ({ min, max }: Box3) =>
    `${max.map((end, axis) => end - min[axis]!).join(' x ')} voxels from ${min.join(', ')}`
  throw refusal(`The labels (${shown(b)}) do not lie inside the image (${shown(a)})`)
}

function boxOf({ offset, source: { size } }: FoundInput): Box3 {
  return { min: offset, max: [offset[0] + size[0], offset[1] + size[1], offset[2] + size[2]] }
}

async function planImage(wish: ImportWish, found: FoundInput): Promise<ImagePlan> {
  const { type } = found.source
  const voxelType = IMAGE_TYPES[type]
  if (voxelType === undefined)
    throw refusal(`${found.path} has voxels of ${type}; an image has integers of at most 32 bits, or floats`)
  const { jpegQuality } = wish
  if (jpegQuality !== undefined && voxelType !== 'uint8') {
    throw refusal(`${found.path} has voxels of ${type}, and JPEG holds 8 bits; import it without --jpeg`)
  }
  const isZipped = jpegQuality === undefined && (await isWorthZipping(found.source))
  const encoding: Encoding = { kind: jpegQuality === undefined ? 'raw' : 'jpeg' }
  return { ...(await planLayer(wish, found, 'image', encoding, isZipped)), voxelType, jpegQuality }
}

async function planLabels(wish: ImportWish, found: FoundInput, hasImage: boolean): Promise<LabelPlan> {
  const { type } = found.source
  if (type.startsWith('float')) {
    throw refusal(`${found.path} has voxels of ${type}; labels are whole numbers (uint8 to uint64, int8 to int64)`)
  }
  const encoding: Encoding = { kind: 'compressed_segmentation', blockSize: [8, 8, 8] }
  const layer = await planLayer(wish, found, 'labels', encoding, true)
  return {
    ...layer,
    voxelType: 'uint64',
    supervoxels: wish.keepsLabels ? 'keep' : 'cut',
    evidence: wish.keepsLabels ? undefined : await planEvidence(wish, found, layer.input.padding, hasImage),
    threshold: wish.threshold,
  }
}

/** Affinities say more than the image, where both are given. */
async function planEvidence(
  wish: ImportWish,
  labels: FoundInput,
  padding: Vec3,
  hasImage: boolean,
): Promise<LabelPlan['evidence']> {
  if (wish.affinities === undefined) return hasImage ? 'image' : undefined
  const { path } = wish.affinities
  const [x, y, z] = await findAffinities(path)
  const plan = async (spec: InputSpec): Promise<PlannedInput> => {
    const source = await openInput(spec)
    const { size, type } = source
    await source.close()
    if (type !== 'float32' && type !== 'uint8')
      throw refusal(`${path} has affinities of ${type}; they are float32 or uint8`)
    if (size.some((side, axis) => side !== labels.source.size[axis])) {
      throw refusal(
        `${path} has ${size.join(' x ')} affinities, but there are ${labels.source.size.join(' x ')} labels`,
      )
    }
    return { spec, state: await inputState(spec), padding }
  }
  return { byAxis: [await plan(x), await plan(y), await plan(z)] }
}

async function planLayer(
  wish: ImportWish,
  { spec, source, voxelSize, offset }: FoundInput,
  folder: string,
  encoding: Encoding,
  isZipped: boolean,
) {
  const factors = planFactors(source.size, voxelSize, wish.scaleCount, wish.chunkSide)
  const factor = totalFactor(factors)
  const { chunkSide = CHUNK_SIDE } = wish
  const padding = pad((axis) => offset[axis] - Math.floor(offset[axis] / factor[axis]) * factor[axis])
  const size = pad((axis) => source.size[axis] + padding[axis])
  const first = pad((axis) => offset[axis] - padding[axis])
  const scales = planScales({ size, voxelSize, offset: first, encoding, isZipped, factors, chunkSide })
  const input: PlannedInput = { spec, state: await inputState(spec), padding }
  return { folder: join(wish.out, folder), input, ...scales }
}

function pad(of: (axis: 0 | 1 | 2) => number): Vec3 {
  return [of(0), of(1), of(2)]
}

/** Tries gzip on a box in the middle; sections that are only cheap as a whole are read as a whole. */
async function isWorthZipping({ size, sectionsAtOnce, readBox }: VoxelSource): Promise<boolean> {
  const middle = (axis: 0 | 1 | 2) => Math.floor((size[axis] - Math.min(size[axis], SAMPLE_SIDE)) / 2)
  const min: Vec3 = [middle(0), middle(1), middle(2)]
  const max = pad((axis) => Math.min(size[axis], min[axis] + SAMPLE_SIDE))
  const z = Math.floor(size[2] / 2)
  const box: Box3 = sectionsAtOnce === 0 ? { min: [0, 0, z], max: [size[0], size[1], z + 1] } : { min, max }
  const bytes = bytesOf(await readBox(box))
  return gzipSync(bytes).length <= (1 - WORTH_ZIPPING) * bytes.length
}

function refusal(message: string): ProblemError {
  return new ProblemError({ kind: 'unsupported', message })
}
