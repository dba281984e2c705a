import { UNPACKERS, type Unpackers, type UnpackInto } from '../packed/unpackers.ts'
import { ADLER32 } from './adler-code.ts'
import { assembleModule, WASM_PAGE_BYTES } from './assemble.ts'
import { OUTCOME } from './decoder-code.ts'
import { INFLATE } from './inflate-code.ts'
import { BUILD_TABLE, LONG_CODE } from './inflate-codes.ts'
import { DATA_AT, INFLATE_DATA, READ_AT } from './inflate-tables.ts'
import { LZ4 } from './lz4-code.ts'

/**
 * The bytes of a module of WebAssembly that takes off LZ4 and zlib, some 6 KB, made in some milliseconds. Its first two
 * functions are called by their places, see `bit-stream.ts`.
 */
export function decoderModule(): Uint8Array {
  return assembleModule([BUILD_TABLE, LONG_CODE, INFLATE, ADLER32, LZ4], INFLATE_DATA)
}

/** The most bytes of memory that the module takes, which it keeps: 64 MiB. What needs more is done in JavaScript. */
const MEMORY_BYTES_MAX = 64 * 2 ** 20

/** Bytes before and after the deflate of a zlib stream (RFC 1950, 2.2). */
const ZLIB_HEADER_BYTES = 2
const ZLIB_TRAILER_BYTES = 4

type Run = (...values: number[]) => number

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  readonly lz4: Run
  readonly inflate: Run
  readonly adler32: Run
}

/** Where bytes lie in the module's memory while they are taken apart. */
interface Places {
  readonly from: number
  readonly end: number
  readonly to: number
  readonly limit: number
}

/** Decoders by an instance of `decoderModule`, whose exports these are; undefined where they are other ones. */
export function blockDecoders(exports: unknown): Pick<Unpackers, 'lz4' | 'zlib'> | undefined {
  if (!areExports(exports)) return undefined
  const module = exports
  const decoder =
    (inJavaScript: UnpackInto, run: (places: Places, bytes: Uint8Array) => void): UnpackInto =>
    (bytes, out) => {
      const to = DATA_AT + 8 * Math.ceil(bytes.length / 8)
      const limit = to + out.length
      if (!makeRoom(module, limit)) return inJavaScript(bytes, out)
      const memory = new Uint8Array(module.memory.buffer)
      memory.set(bytes, DATA_AT)
      run({ from: DATA_AT, end: DATA_AT + bytes.length, to, limit }, bytes)
      out.set(memory.subarray(to, limit))
    }
  return {
    lz4: decoder(UNPACKERS.lz4, ({ from, end, to, limit }) => {
      check(module.lz4(from, end, to, limit), limit - to)
    }),
    zlib: decoder(UNPACKERS.zlib, (places, bytes) => unZlib(module, places, bytes)),
  }
}

function areExports(exports: unknown): exports is Exports {
  if (typeof exports !== 'object' || exports === null) return false
  const memory: unknown = Reflect.get(exports, 'memory')
  const isMemory =
    typeof memory === 'object' &&
    memory !== null &&
    Reflect.get(memory, 'buffer') instanceof ArrayBuffer &&
    typeof Reflect.get(memory, 'grow') === 'function'
  return isMemory && ['lz4', 'inflate', 'adler32'].every((name) => typeof Reflect.get(exports, name) === 'function')
}

/** False where there is no memory of this many bytes, or it is not wanted. */
function makeRoom({ memory }: Exports, bytes: number): boolean {
  const missing = bytes - memory.buffer.byteLength
  if (missing <= 0) return true
  if (bytes > MEMORY_BYTES_MAX) return false
  try {
    memory.grow(Math.ceil(missing / WASM_PAGE_BYTES))
    return true
  } catch {
    return false
  }
}

function check(outcome: number, length: number): void {
  switch (outcome) {
    case OUTCOME.done:
      return
    case OUTCOME.cutShort:
      throw new Error('it is cut short')
    case OUTCOME.tooMuch:
      throw new Error(`it holds more than ${length} bytes`)
    case OUTCOME.tooLittle:
      throw new Error(`it holds less than ${length} bytes`)
    case OUTCOME.badReference:
      throw new Error('it refers to what is not there')
    default:
      throw new Error('it is damaged')
  }
}

function unZlib({ memory, inflate, adler32 }: Exports, { from, end, to, limit }: Places, bytes: Uint8Array): void {
  if (bytes.length < ZLIB_HEADER_BYTES + ZLIB_TRAILER_BYTES) throw new Error('it is cut short')
  const [method = 0, flags = 0] = bytes
  // Method 8, a window of at most 32 KB, a multiple of 31, and no dictionary that was agreed on before.
  if ((method & 15) !== 8 || method >> 4 > 7 || (method * 256 + flags) % 31 !== 0 || (flags & 32) !== 0) {
    throw new Error('it does not begin as zlib does')
  }
  check(inflate(from + ZLIB_HEADER_BYTES, end - ZLIB_TRAILER_BYTES, to, limit), limit - to)
  const view = new DataView(memory.buffer)
  if (view.getUint32(READ_AT, true) !== end - ZLIB_TRAILER_BYTES) throw new Error('more bytes follow its end')
  if (view.getUint32(end - ZLIB_TRAILER_BYTES, false) !== adler32(to, limit) >>> 0) {
    throw new Error('its checksum is wrong')
  }
}
