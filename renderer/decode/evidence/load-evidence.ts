import type { ByteClient } from '../../../shared/bytes/byte-client.ts'
import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { Evidence } from '../../../shared/doubts/evidence/evidence.ts'
import {
  endsOf,
  evidenceBox,
  evidenceScale,
  imageVoxels,
  MAX_BOX_VOXELS,
  voxelsOf,
} from '../../../shared/doubts/evidence/evidence-box.ts'
import { addGreyChunk, boxOfGrey, greysOf, openGreyBox } from '../../../shared/doubts/evidence/grey-box.ts'
import { voxelEvidence } from '../../../shared/doubts/evidence/voxel-evidence.ts'
import type { WasmDecoders } from '../../../shared/formats/volume-format.ts'
import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { addChunk, type LabelBox, labelBoxOf, openLabelBox } from '../../../shared/meshes/surfaces/label-box.ts'
import { type Problem, ProblemError, problemOf, unwrap } from '../../../shared/problem.ts'
import { cellsOfBox, firstVoxelOf } from '../../../shared/volume/chunk-grid.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import { type CountedBytes, countedBytes } from '../counted-bytes.ts'
import type { OpenVolume } from '../load-chunk.ts'
import type { EvidenceRequest, FromDecoder } from '../messages.ts'
import { createKeptChunks, type KeptChunks } from '../surfaces/kept-chunks.ts'
import { createTurns, type Turns } from '../surfaces/turns.ts'

/** Reads the voxels around places of doubt for a decode worker. */
export interface EvidenceLoader {
  /** Never rejects. `tell` sends what comes before the reply. */
  load(request: EvidenceRequest, tell: (message: FromDecoder) => void, signal: AbortSignal): Promise<FromDecoder>
  /** The sides of the supervoxels of an `in-box`. */
  sides(id: number, sides: Uint8Array): void
  forgetVolume(volumeId: number): void
}

export interface EvidenceParts {
  readonly client: ByteClient
  readonly wasm: WasmDecoders
  readonly volumeOf: (volumeId: number) => OpenVolume | undefined
}

/** A volume at the scale that is read. */
interface ReadVolume {
  readonly volumeId: number
  readonly open: OpenVolume
  readonly scaleNumber: number
  readonly scale: Scale
}

/** What reading for one request needs. */
interface Reading {
  readonly counted: CountedBytes
  readonly signal: AbortSignal
}

/** The loader at work. */
interface Loading extends EvidenceParts {
  readonly kept: KeptChunks<DecodedChunk>
  readonly turns: Turns
  /** Who waits for sides, by the id of the request. */
  readonly asked: Map<number, (sides: Uint8Array) => void>
}

export function createEvidenceLoader(parts: EvidenceParts): EvidenceLoader {
  const loading: Loading = { ...parts, kept: createKeptChunks<DecodedChunk>(), turns: createTurns(), asked: new Map() }
  const { asked, kept } = loading
  return {
    load: async (request, tell, signal) => {
      const { id } = request
      const reading = { counted: countedBytes(parts.client), signal }
      const askSides = (supervoxels: BigUint64Array<ArrayBuffer>) =>
        new Promise<Uint8Array>((resolve, reject) => {
          if (signal.aborted) return reject(cancelled())
          signal.addEventListener('abort', () => reject(cancelled()), { once: true })
          asked.set(id, resolve)
          tell({ kind: 'in-box', id, supervoxels })
        })
      try {
        const read = await evidenceOf(loading, request, reading, askSides)
        return { kind: 'evidence', id, ...read, transferred: reading.counted.transferred() }
      } catch (error) {
        return { kind: 'failed', id, problem: problemOf(error) ?? unexpected(error, signal) }
      } finally {
        asked.delete(id)
      }
    },
    sides: (id, sides) => asked.get(id)?.(sides),
    forgetVolume: (volumeId) => kept.forget(`${volumeId}/`),
  }
}

async function evidenceOf(
  loading: Loading,
  { volumeId, imageId, position }: EvidenceRequest,
  reading: Reading,
  askSides: (supervoxels: BigUint64Array<ArrayBuffer>) => Promise<Uint8Array>,
): Promise<{ readonly evidence: Evidence; readonly imageProblem: Problem | undefined }> {
  const labels = readVolume(volumeId, loading.volumeOf(volumeId))
  const { resolution } = labels.scale
  const box = evidenceBox(labels.scale, position)
  const voxels = voxelsOf(box)
  if (voxels === 0) throw new ProblemError(notThere('The place is outside of the volume'))
  if (voxels > MAX_BOX_VOXELS) throw tooLarge(box)
  const image = imageId === undefined ? NO_IMAGE : readGreys(loading, labels, box, imageId, reading)
  // A failure of the labels comes first, and then nobody waits for the image.
  image.catch(() => undefined)
  const { labels: found, places, size } = await readLabels(loading, labels, box, reading)
  // The first label is background.
  const told = await askSides(found.slice(1))
  if (told.length !== found.length - 1) throw new Error('the sides of other supervoxels were told')
  const { greys, problem } = await image
  const sideOf = Uint8Array.of(0, ...told)
  const sides = Uint8Array.from(places, (place) => sideOf[place]!)
  const around = { size, voxelSize: resolution, sides, grey: greys, ends: endsOf(labels.scale, box) }
  return { evidence: await loading.turns.run(voxelEvidence(around), reading.signal), imageProblem: problem }
}

async function readLabels(loading: Loading, labels: ReadVolume, box: Box3, reading: Reading): Promise<LabelBox> {
  const open = openLabelBox(box)
  for (const { at, chunk } of await chunksOf(loading, labels, box, reading)) {
    if (chunk?.kind === 'grey') throw unsupported('The evidence of shapes is read of labels, and this volume has greys')
    if (chunk !== undefined) addChunk(open, at, chunk)
  }
  return labelBoxOf(open)
}

/** Why there is no image is told, for evidence does without it. */
async function readGreys(
  loading: Loading,
  labels: ReadVolume,
  box: Box3,
  imageId: number,
  reading: Reading,
): Promise<Greys> {
  try {
    const image = readVolume(imageId, loading.volumeOf(imageId))
    const axes = imageVoxels(labels.scale, box, image.scale)
    if (axes === undefined) return { greys: undefined, problem: notThere('The image does not cover this place') }
    const open = openGreyBox(axes)
    const ofImage = boxOfGrey(open)
    if (voxelsOf(ofImage) > MAX_BOX_VOXELS) throw tooLarge(ofImage)
    for (const { at, chunk } of await chunksOf(loading, image, ofImage, reading)) {
      if (chunk?.kind === 'labels')
        throw unsupported('The evidence of the image is read of greys, and these are labels')
      if (chunk !== undefined) addGreyChunk(open, at, chunk)
    }
    const greys = greysOf(open)
    return { greys, problem: greys === undefined ? notThere('The image is not stored at this place') : undefined }
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined || problem.kind === 'cancelled') throw error
    return { greys: undefined, problem }
  }
}

async function chunksOf(
  { kept, wasm }: Loading,
  { volumeId, open, scaleNumber, scale }: ReadVolume,
  box: Box3,
  { counted, signal }: Reading,
): Promise<PlacedChunk[]> {
  const { reader } = unwrap(open.volume)
  const bytes = counted.of(open.sourceId)
  const read = async (cell: Vec3, shared: AbortSignal) => {
    const decoded = await reader.read(scaleNumber, cell, { bytes, unpacks: true, wasm, signal: shared })
    return decoded && unwrap(decoded)
  }
  const placed = cellsOfBox(scale, box).map(async (cell) => {
    const key = `${volumeId}/${scaleNumber}/${cell.join()}`
    const chunk = await kept.get(key, (shared) => read(cell, shared), signal)
    return { at: firstVoxelOf(scale, cell), chunk }
  })
  return Promise.all(placed)
}

interface PlacedChunk {
  /** The first voxel, counted from that of the volume. */
  readonly at: Vec3
  /** Undefined is background. */
  readonly chunk: DecodedChunk | undefined
}

interface Greys {
  readonly greys: Uint8Array | undefined
  /** Why there are none, where there should be. */
  readonly problem: Problem | undefined
}

const NO_IMAGE: Promise<Greys> = Promise.resolve({ greys: undefined, problem: undefined })

/** Throws a `ProblemError` where the volume cannot be read. */
function readVolume(volumeId: number, open: OpenVolume | undefined): ReadVolume {
  if (open === undefined) throw new ProblemError(notThere('The volume is not open any more'))
  const { scales } = unwrap(open.volume)
  const scaleNumber = evidenceScale(scales)
  const scale = scales[scaleNumber]
  if (scale === undefined) throw new ProblemError(notThere('The volume has no scale'))
  return { volumeId, open, scaleNumber, scale }
}

function notThere(message: string): Problem {
  return { kind: 'not-found', message }
}

function unsupported(message: string): ProblemError {
  return new ProblemError({ kind: 'unsupported', message })
}

function tooLarge(box: Box3): ProblemError {
  const message = `The voxels around this place are ${voxelsOf(box)}, more than ${MAX_BOX_VOXELS}`
  return new ProblemError({ kind: 'too-large', message })
}

function cancelled(): ProblemError {
  return new ProblemError({ kind: 'cancelled', message: 'This was taken back' })
}

/** A bug met while reading evidence fails this place alone. */
function unexpected(error: unknown, signal: AbortSignal): Problem {
  if (signal.aborted) return { kind: 'cancelled', message: 'This was taken back' }
  console.error(error)
  const reason = error instanceof Error ? error.message : String(error)
  return { kind: 'bad-chunk', message: `The voxels of a place could not be read: ${reason}` }
}
