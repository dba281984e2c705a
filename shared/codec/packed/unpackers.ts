import { unZlibInto } from './inflate.ts'
import { unlz4Into } from './lz4.ts'
import { type Unzstd, unzstd } from './zstd.ts'

/** Takes a compression off bytes that must fill `out` exactly. Throws an Error that says what is wrong. */
export type UnpackInto = (bytes: Uint8Array, out: Uint8Array) => void

/** Decoders of which there is more than one kind: in JavaScript, and faster ones in wasm. */
export interface Unpackers {
  readonly zstd: Unzstd
  /** One block. */
  readonly lz4: UnpackInto
  /** RFC 1950. */
  readonly zlib: UnpackInto
}

/** Those in JavaScript, which run wherever Skein does. */
export const UNPACKERS: Unpackers = { zstd: unzstd, lz4: unlz4Into, zlib: unZlibInto }
