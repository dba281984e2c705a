import type { ByteClient } from '../../../shared/bytes/byte-client.ts'
import type { LabelChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { WasmDecoders } from '../../../shared/formats/volume-format.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'
import { isBlockOf } from '../../../shared/meshes/surfaces/surface-grid.ts'
import type { EarlySurfaces } from '../../../shared/meshes/surfaces/surfaces-of.ts'
import { ProblemError, type Result, unwrap } from '../../../shared/problem.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import { countedBytes } from '../counted-bytes.ts'
import { failedLoad } from '../failed-load.ts'
import type { OpenVolume } from '../load-chunk.ts'
import type { FromDecoder, SurfaceRequest } from '../messages.ts'
import { type BlockStore, checkOfChunk } from './block-store.ts'
import { createKeptChunks } from './kept-chunks.ts'
import { makeBlock, middleChunk } from './make-block.ts'
import { loadSimplifier, type Simplifier } from './simplifier.ts'
import { createTurns } from './turns.ts'

/** Makes surfaces for a decode worker, or finds them on disk. */
export interface SurfaceLoader {
  /** Never rejects. `tell` hears of what comes before the reply. */
  load(
    open: OpenVolume | undefined,
    request: SurfaceRequest,
    signal: AbortSignal,
    tell?: (message: FromDecoder) => void,
  ): Promise<FromDecoder>
  forgetVolume(volumeId: number): void
  /** Loads what the first block needs. Never fails. */
  warmUp(): void
}

export interface SurfaceParts {
  readonly client: ByteClient
  readonly wasm: WasmDecoders
  /** Opened with the first block. */
  readonly openStore: () => Promise<BlockStore>
  readonly loadSimplifier?: () => Promise<Simplifier>
}

/** Where no store can be had, everything is made. */
const NOTHING_KEPT: BlockStore = { get: async () => undefined, put: async () => undefined }

/** What blocks are made with and kept in. Both are begun with the first call, and never fail. */
function createTools(parts: SurfaceParts) {
  let simplifier: Promise<Simplifier> | undefined
  let store: Promise<BlockStore> | undefined
  return () => {
    simplifier ??= (parts.loadSimplifier ?? loadSimplifier)().catch(() => undefined)
    store ??= parts.openStore().catch(() => NOTHING_KEPT)
    return { simplifier, store }
  }
}

export function createSurfaceLoader(parts: SurfaceParts): SurfaceLoader {
  const { client, wasm } = parts
  const kept = createKeptChunks()
  const turns = createTurns()
  const begun = createTools(parts)
  const names = new WeakMap<OpenVolume, Promise<string>>()

  /** Short enough for a key. */
  function nameOf(open: OpenVolume): Promise<string> {
    const name = names.get(open) ?? digestOf(open.identity)
    names.set(open, name)
    return name
  }

  async function blockOf(
    asked: AskedBlock,
    signal: AbortSignal,
    bytes: ChunkBytes,
    early: EarlySurfaces,
  ): Promise<Result<SurfaceBlock>> {
    const { volumeId, volume, scaleNumber, scale, cell } = asked
    const chunkAt = (at: Vec3): Promise<LabelChunk | undefined> => {
      const read = async (shared: AbortSignal): Promise<LabelChunk | undefined> => {
        const decoded = await volume.reader.read(scaleNumber, at, { bytes, unpacks: true, wasm, signal: shared })
        return decoded && labelsOf(unwrap(decoded), volume.reader.fileOf(scaleNumber, at))
      }
      return kept.get(`${volumeId}/${scaleNumber}/${at.join()}`, read, signal)
    }
    const { simplifier, store } = begun()
    const blocks = await store
    const key = `${await nameOf(asked.open)} ${scaleNumber} ${cell.join()}`
    const middle = chunkAt(middleChunk(scale, cell))
    const check = middle.then(checkOfChunk, checkOfNone)
    const found = await blocks.get(key, check)
    if (found !== undefined) return { ok: true, value: found }
    const made = await makeBlock({ scale, cell, chunkAt, early, simplifier: await simplifier, turns, signal })
    const madeOf = await check
    // A copy, for the reply takes the buffers away.
    if (made.ok && madeOf !== undefined) void blocks.put(key, madeOf, structuredClone(made.value))
    return made
  }

  return {
    load: async (open, request, signal, tell = () => undefined) => {
      const { id } = request
      const early = earlySurfaces(request, signal, tell)
      const asked = askedBlock(open, request)
      if (!asked.ok) return { kind: 'failed', id, problem: asked.problem }
      const counted = countedBytes(client)
      try {
        const block = await blockOf(asked.value, signal, counted.of(asked.value.open.sourceId), early)
        if (!block.ok) return { kind: 'failed', id, problem: block.problem }
        return { kind: 'surface', id, block: block.value, transferred: counted.transferred() }
      } catch (error) {
        return failedLoad(id, error, { kind: 'bad-chunk', what: 'Surfaces could not be made', signal })
      }
    },
    forgetVolume: (volumeId) => kept.forget(`${volumeId}/`),
    warmUp: () => void begun(),
  }
}

/** A block that was cancelled meanwhile sends nothing. */
function earlySurfaces(
  { id, first }: SurfaceRequest,
  signal: AbortSignal,
  tell: (message: FromDecoder) => void,
): EarlySurfaces {
  const done = (block: SurfaceBlock) => {
    if (!signal.aborted) tell({ kind: 'early', id, block })
  }
  return { first: new Set(first), done }
}

type ChunkBytes = ReturnType<ReturnType<typeof countedBytes>['of']>

interface AskedBlock {
  readonly open: OpenVolume
  readonly volumeId: number
  readonly volume: Extract<OpenVolume['volume'], { readonly ok: true }>['value']
  readonly scaleNumber: number
  readonly scale: Scale
  readonly cell: Vec3
}

function askedBlock(open: OpenVolume | undefined, { volumeId, scale, cell }: SurfaceRequest): Result<AskedBlock> {
  const message = `There is no block of surfaces (${cell.join(', ')}) of scale ${scale}`
  const none = { ok: false, problem: { kind: 'not-found', message } } as const
  if (open === undefined) return none
  if (!open.volume.ok) return open.volume
  const volume = open.volume.value
  const found = volume.scales[scale]
  if (found === undefined || !isBlockOf(found, cell)) return none
  return { ok: true, value: { open, volumeId, volume, scaleNumber: scale, scale: found, cell } }
}

/** Where a chunk cannot be had, a kept block is as good as can be. */
function checkOfNone(): undefined {
  return undefined
}

function labelsOf(chunk: LabelChunk | { readonly kind: 'grey' }, file: string): LabelChunk {
  if (chunk.kind === 'labels') return chunk
  const message = `${file} has grey values; surfaces are made of labels`
  throw new ProblemError({ kind: 'unsupported', message, file })
}

async function digestOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
