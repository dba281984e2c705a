import { Zstd } from '@hpcc-js/wasm-zstd'
import * as v from 'valibot'
import { type Unzstd, unzstd } from '../../shared/codec/packed/zstd.ts'

/**
 * The module inside the package. Its own `decompress` copies the result value by value through a list, at 13 MB/s; here
 * the bytes are copied as one, at some 500 MB/s. `HEAPU8` is another one each time that the memory has grown.
 */
interface ZstdModule {
  readonly HEAPU8: Uint8Array
  _malloc(bytes: number): number
  _free(at: number): void
  readonly zstd: {
    decompress(to: number, toBytes: number, from: number, fromBytes: number): number
    isError(code: number): boolean | number
    getErrorName(code: number): string
  }
}

/** Starts the module with the first call. Where it cannot be had, the decoder in JavaScript comes, which is slower. */
export function createZstdDecoder(load: () => Promise<unknown> = () => Zstd.load()): () => Promise<Unzstd> {
  let decoder: Promise<Unzstd> | undefined
  const start = async (): Promise<Unzstd> => {
    const module = moduleOf(await load().catch(() => undefined))
    return module === undefined ? unzstd : (bytes, maxBytes) => decompress(module, bytes, maxBytes)
  }
  return () => (decoder ??= start())
}

function moduleOf(loaded: unknown): ZstdModule | undefined {
  if (typeof loaded !== 'object' || loaded === null) return undefined
  const main: unknown = Reflect.get(loaded, '_mainModule')
  const module: unknown = typeof main === 'object' && main !== null ? Reflect.get(main, '_module') : undefined
  return isModule(module) ? module : undefined
}

function isModule(value: unknown): value is ZstdModule {
  if (typeof value !== 'object' || value === null) return false
  const own = v.object({ HEAPU8: v.instance(Uint8Array), _malloc: v.function(), _free: v.function() })
  const zstd: unknown = Reflect.get(value, 'zstd')
  const calls = ['decompress', 'isError', 'getErrorName']
  const isZstd = typeof zstd === 'function' && calls.every((name) => typeof Reflect.get(zstd, name) === 'function')
  return v.is(own, value) && isZstd
}

/** `maxBytes` is what a chunk holds, so that this room is needed. The checksum of a frame is checked. */
function decompress(module: ZstdModule, bytes: Uint8Array, maxBytes: number): Uint8Array {
  const from = allocate(module, bytes.length)
  try {
    const to = allocate(module, maxBytes)
    try {
      module.HEAPU8.set(bytes, from)
      const count = module.zstd.decompress(to, maxBytes, from, bytes.length)
      if (module.zstd.isError(count)) throw new Error(module.zstd.getErrorName(count))
      return module.HEAPU8.slice(to, to + count)
    } finally {
      module._free(to)
    }
  } finally {
    module._free(from)
  }
}

function allocate(module: ZstdModule, bytes: number): number {
  const at = module._malloc(Math.max(1, bytes))
  if (at === 0) throw new Error(`no memory for ${bytes} bytes`)
  return at
}
