import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { halvesOf } from '../../../shared/ids/halves.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { ChunkTextures } from '../textures/chunk-textures.ts'

/** A chunk in memory, and on the GPU when `textures` is there. */
export interface ResidentChunk {
  readonly open: OpenLayer
  readonly chunk: DecodedChunk
  /** Of labels: their dense numbers in the layer's table. */
  readonly dense: Uint32Array | undefined
  /** Voxels of a whole chunk of its scale. */
  readonly wholeSize: Vec3
  textures: ChunkTextures | undefined
}

/** How chunks reach the GPU. */
export interface Uploader {
  readonly maxTextureSize: number
  /** `gpuBytes`: the budget for chunks. Undefined: no texture of this machine can hold the chunk. */
  upload(resident: ResidentChunk, gpuBytes: number): ChunkTextures | undefined
  /** Writes the palette of a chunk of labels anew. */
  repaint(resident: ResidentChunk, textures: ChunkTextures): void
  destroy(textures: ChunkTextures): void
  /** Bytes of the textures that hold chunks, room for more included. */
  chunkBytes(): number
}

/** The chunks in memory, by their keys. A chunk of labels holds its labels in the layer's palette. */
export interface ResidentChunks {
  add(key: string, open: OpenLayer, scale: Scale, chunk: DecodedChunk): void
  at(key: string): ResidentChunk | undefined
  keys(): string[]
  /** False: no texture of this machine can hold it. */
  upload(resident: ResidentChunk, gpuBytes: number): boolean
  dropGpu(key: string): void
  dropMemory(key: string): void
  /** Its textures with an up-to-date palette; undefined while it is not on the GPU. */
  texturesAt(key: string): ChunkTextures | undefined
  /** The context is gone and all textures with it. */
  gpuLost(): void
}

export function createResidentChunks(uploader: Uploader): ResidentChunks {
  const residents = new Map<string, ResidentChunk>()

  function dropGpu(resident: ResidentChunk | undefined): void {
    if (resident?.textures === undefined) return
    uploader.destroy(resident.textures)
    resident.textures = undefined
  }

  return {
    add: (key, open, { chunkSize, size }, chunk) => {
      const dense = chunk.kind === 'labels' ? open.palette?.retainAll(halvesOf(chunk.labels)) : undefined
      const whole = (axis: 0 | 1 | 2): number => Math.min(chunkSize[axis], size[axis])
      residents.set(key, { open, chunk, dense, wholeSize: [whole(0), whole(1), whole(2)], textures: undefined })
    },
    at: (key) => residents.get(key),
    keys: () => [...residents.keys()],
    upload: (resident, gpuBytes) => {
      resident.textures = uploader.upload(resident, gpuBytes)
      return resident.textures !== undefined
    },
    dropGpu: (key) => dropGpu(residents.get(key)),
    dropMemory: (key) => {
      const resident = residents.get(key)
      dropGpu(resident)
      if (resident?.dense !== undefined) resident.open.palette?.releaseAll(resident.dense)
      residents.delete(key)
    },
    texturesAt: (key) => {
      const resident = residents.get(key)
      if (resident?.textures === undefined) return undefined
      const { open, dense, textures } = resident
      const { palette } = open
      if (dense === undefined || palette === undefined || textures.paletteVersion === palette.version()) return textures
      if (palette.isStale(dense, textures.paletteVersion)) uploader.repaint(resident, textures)
      textures.paletteVersion = palette.version()
      return textures
    },
    gpuLost: () => {
      for (const resident of residents.values()) resident.textures = undefined
    },
  }
}
