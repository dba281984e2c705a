import { UNPACKERS, type Unpackers } from '../../shared/codec/packed/unpackers.ts'
import { blockDecoders, decoderModule } from '../../shared/codec/wasm/block-decoders.ts'
import { createZstdDecoder } from './zstd.ts'

/**
 * Each module starts with the first chunk that needs it: that of zstd is large. Where one cannot be had, the decoder in
 * JavaScript comes, which is slower.
 */
export function createUnpackers(
  zstd = createZstdDecoder(),
  start: () => unknown = startModule,
): (needsZstd: boolean) => Promise<Unpackers> {
  let blocks: Omit<Unpackers, 'zstd'> | undefined
  return async (needsZstd) => {
    blocks ??= started(start) ?? UNPACKERS
    return { zstd: needsZstd ? await zstd() : UNPACKERS.zstd, lz4: blocks.lz4, zlib: blocks.zlib }
  }
}

function started(start: () => unknown): Omit<Unpackers, 'zstd'> | undefined {
  try {
    return blockDecoders(start())
  } catch {
    return undefined
  }
}

function startModule(): unknown {
  return new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(decoderModule()))).exports
}
