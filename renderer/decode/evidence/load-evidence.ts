import type { ByteClient } from '../../../shared/bytes/byte-client.ts'
import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { Evidence } from '../../../shared/doubts/evidence/evidence.ts'
import { evidenceBox, evidenceScale } from '../../../shared/doubts/evidence/evidence-box.ts'
import {
  greysAround,
  labelsAround,
  type PlacedChunk,
  type ReadableVolume,
  surroundingsIn,
} from '../../../shared/doubts/evidence/read-around.ts'
import { voxelEvidence } from '../../../shared/doubts/evidence/voxel-evidence.ts'
import type { WasmDecoders } from '../../../shared/formats/volume-format.ts'
import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { type Problem, ProblemError, problemOf, unwrap } from '../../../shared/problem.ts'
import { cellsOfBox, firstVoxelOf } from '../../../shared/volume/chunk-grid.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import { type CountedBytes, countedBytes } from '../counted-bytes.ts'
import { failedLoad } from '../failed-load.ts'
import type { OpenVolume } from '../load-chunk.ts'
import type { EvidenceRequest, FromDecoder } from '../messages.ts'
import { createKeptChunks, type KeptChunks } from '../surfaces/kept-chunks.ts'
import { createTurns, type Turns } from '../surfaces/turns.ts'

/** Reads the voxels around places of doubt for a decode worker. */
export interface EvidenceLoader {
  /** Never rejects. `tell` sends what comes before the reply. */
  load(request: EvidenceRequest, tell: (message: FromDecoder) => void, signal: AbortSignal): Promise<FromDecoder>
  /** Takes the sides of the supervoxels that an `in-box` message named, in their order. */
  sides(id: number, sides: Uint8Array): void
  forgetVolume(volumeId: number): void
}

export interface EvidenceParts {
  readonly client: ByteClient
  readonly wasm: WasmDecoders
  readonly volumeOf: (volumeId: number) => OpenVolume | undefined
}

/** What reading for one request needs. */
interface Reading {
  readonly counted: CountedBytes
  readonly signal: AbortSignal
}

/** The state of the loader. */
interface Loading extends EvidenceParts {
  readonly kept: KeptChunks<DecodedChunk>
  readonly turns: Turns
  /** Resolves the wait for sides, by the id of the request. */
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
        return failedLoad(id, error, { kind: 'bad-chunk', what: 'The voxels of a place could not be read', signal })
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
  const labels = readableOf(loading, volumeId, reading)
  const box = evidenceBox(labels.scale, position)
  const image = imageId === undefined ? NO_IMAGE : readGreys(loading, labels.scale, box, imageId, reading)
  // Where the labels fail, nobody awaits the image any more: its own failure must not be an unhandled rejection.
  image.catch(() => undefined)
  const found = await labelsAround(labels, box)
  // The first label is background.
  const told = await askSides(found.labels.slice(1))
  if (told.length !== found.labels.length - 1) throw new Error('the sides of other supervoxels were told')
  const { greys, problem } = await image
  const around = surroundingsIn(labels, box, found, Uint8Array.of(0, ...told), greys)
  return { evidence: await loading.turns.run(voxelEvidence(around), reading.signal), imageProblem: problem }
}

/** Evidence does without an image, so one that cannot be read is no failure: the result says why. */
async function readGreys(
  loading: Loading,
  labels: Scale,
  box: Box3,
  imageId: number,
  reading: Reading,
): Promise<Greys> {
  try {
    const image = readableOf(loading, imageId, reading)
    return { greys: await greysAround(labels, box, [image]), problem: undefined }
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined || problem.kind === 'cancelled') throw error
    return { greys: undefined, problem }
  }
}

/** Throws a `ProblemError` where the volume cannot be read. */
function readableOf({ kept, wasm, volumeOf }: Loading, volumeId: number, { counted, signal }: Reading): ReadableVolume {
  const open = volumeOf(volumeId)
  if (open === undefined) throw notThere('The volume is not open any more')
  const { scales, reader } = unwrap(open.volume)
  const scaleNumber = evidenceScale(scales)
  const scale = scales[scaleNumber]
  if (scale === undefined) throw notThere('The volume has no scale')
  const bytes = counted.of(open.sourceId)
  const read = async (cell: Vec3, shared: AbortSignal) => {
    const decoded = await reader.read(scaleNumber, cell, { bytes, unpacks: true, wasm, signal: shared })
    return decoded && unwrap(decoded)
  }
  const chunkAt = async (cell: Vec3): Promise<PlacedChunk> => {
    const key = `${volumeId}/${scaleNumber}/${cell.join()}`
    return { at: firstVoxelOf(scale, cell), chunk: await kept.get(key, (shared) => read(cell, shared), signal) }
  }
  return { scale, chunksIn: (box) => Promise.all(cellsOfBox(scale, box).map(chunkAt)) }
}

interface Greys {
  readonly greys: Uint8Array | undefined
  /** Why there are none, where there should be. */
  readonly problem: Problem | undefined
}

const NO_IMAGE: Promise<Greys> = Promise.resolve({ greys: undefined, problem: undefined })

function notThere(message: string): ProblemError {
  return new ProblemError({ kind: 'not-found', message })
}

function cancelled(): ProblemError {
  return new ProblemError({ kind: 'cancelled', message: 'This was taken back' })
}
