import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Vec3 } from '../../shared/geometry.ts'
import { cacheFolder } from './cache-folder.ts'

const VERSION = '2.40.1'

/** The name of what measurements compare with. */
export const STOCK = `neuroglancer ${VERSION}`

/** Neuroglancer's own decoders, each from compressed bytes (without gzip) to plain voxels. */
export interface StockDecoders {
  /** compressed_segmentation of one channel -> 64-bit labels as 32-bit halves. */
  readonly compressedSegmentation: (words: Uint32Array, size: Vec3, blockSize: Vec3) => unknown
  /** Plain labels -> compressed_segmentation, which it uploads: 32-bit ids, or halves of 64-bit ones. */
  readonly encode: (labels: Uint32Array, bits: 32 | 64, size: Vec3, blockSize: Vec3) => unknown
  readonly jpeg: (bytes: Uint8Array) => unknown
  readonly compresso: (bytes: Uint8Array) => Promise<unknown>
  readonly png: (bytes: Uint8Array, width: number, height: number) => Promise<unknown>
}

/**
 * The decoders of the published package, which is fetched into the cache once. It cannot be a dependency, because its
 * own dependencies name a git repository. If it cannot be fetched, the reason is returned.
 */
export async function loadStockDecoders(): Promise<StockDecoders | string> {
  try {
    const lib = path.join(await fetchPackage(), 'lib')
    return await readDecoders(lib)
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return `${STOCK} could not be had: ${why}`
  }
}

async function fetchPackage(): Promise<string> {
  const folder = path.join(cacheFolder, `neuroglancer-${VERSION}`)
  if (existsSync(folder)) return folder
  const run = promisify(execFile)
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  await run('npm', ['pack', `neuroglancer@${VERSION}`, '--silent', '--pack-destination', partial], { timeout: 120_000 })
  await run('tar', ['-xzf', path.join(partial, `neuroglancer-${VERSION}.tgz`), '-C', partial])
  await rename(path.join(partial, 'package'), folder)
  await rm(partial, { recursive: true, force: true })
  return folder
}

async function readDecoders(lib: string): Promise<StockDecoders> {
  const load = async (file: string): Promise<unknown> => import(pathToFileURL(path.join(lib, file)).href)
  const segmentation = 'sliceview/compressed_segmentation'
  const decode64 = callable(await load(`${segmentation}/decode_uint64.js`), 'decodeChannels')
  const encode32 = callable(await load(`${segmentation}/encode_uint32.js`), 'encodeChannels')
  const encode64 = callable(await load(`${segmentation}/encode_uint64.js`), 'encodeChannels')
  const builder = constructable(await load('util/uint32array_builder.js'), 'Uint32ArrayBuilder')
  const jpegDecoder = constructable(await load('third_party/jpgjs/jpg.js'), 'JpegDecoder')
  const compresso = callable(await load('sliceview/compresso/index.js'), 'decompressCompresso')
  const png = callable(await load('sliceview/png/index.js'), 'decompressPng')
  const withFiles = fetchingFiles()
  // One growing buffer for all chunks, as in its own worker.
  const output = builder(20_000)
  const clear = method(output, 'clear')
  return {
    compressedSegmentation: (words, size, blockSize) =>
      decode64(new Uint32Array(size[0] * size[1] * size[2] * 2), words, 0, [...size, 1], blockSize),
    encode: (labels, bits, size, blockSize) => {
      clear()
      return (bits === 32 ? encode32 : encode64)(output, blockSize, labels, [...size, 1])
    },
    jpeg: (bytes) => {
      const decoder = jpegDecoder()
      method(decoder, 'parse')(bytes)
      return method(decoder, 'getData')(Reflect.get(decoder, 'width'), Reflect.get(decoder, 'height'), false)
    },
    compresso: (bytes) => withFiles(() => compresso(bytes)),
    png: (bytes, width, height) => withFiles(() => png(bytes, width, height, 1, 1, false)),
  }
}

/**
 * Lets `fetch` read files during a call: on first use its modules fetch their wasm files, which Node's `fetch` cannot.
 */
function fetchingFiles(): (call: () => unknown) => Promise<unknown> {
  const fetchWeb = globalThis.fetch
  const fetchFile: typeof fetch = async (input, init) => {
    if (!(input instanceof URL) || input.protocol !== 'file:') return fetchWeb(input, init)
    const bytes = new Uint8Array(await readFile(fileURLToPath(input)))
    return new Response(bytes, { headers: { 'content-type': 'application/wasm' } })
  }
  return async (call) => {
    globalThis.fetch = fetchFile
    try {
      return await call()
    } finally {
      globalThis.fetch = fetchWeb
    }
  }
}

type Callable = (...args: unknown[]) => unknown

function callable(module: unknown, name: string): Callable {
  if (typeof module === 'object' && module !== null) return method(module, name)
  throw new Error(`its module with ${name} is none`)
}

function method(owner: object, name: string): Callable {
  const found: unknown = Reflect.get(owner, name)
  if (typeof found !== 'function') throw new Error(`it has no ${name}`)
  return (...args) => Reflect.apply(found, owner, args)
}

function constructable(module: unknown, name: string): (...args: unknown[]) => object {
  const found: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, name) : undefined
  if (typeof found !== 'function') throw new Error(`it has no ${name}`)
  return (...args) => Reflect.construct(found, args)
}
