import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { PGliteOptions } from '@electric-sql/pglite'

/** The files that PGlite needs beside its code. Without this option it reads those of its package. */
export type PgliteFiles = Required<Pick<PGliteOptions, 'pgliteWasmModule' | 'initdbWasmModule' | 'fsBundle'>>

/** Node's types have no WebAssembly. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<PgliteFiles['pgliteWasmModule']> }

/**
 * Reads the files from a folder, which may lie in an asar archive. Electron's utility process can open such files with
 * `readFileSync`, but not with `fs.promises`, which PGlite would use.
 */
export async function readPgliteFiles(folder: string): Promise<PgliteFiles> {
  const read = (name: string) => readFileSync(path.join(folder, name))
  const [pgliteWasmModule, initdbWasmModule] = await Promise.all([
    WebAssembly.compile(read('pglite.wasm')),
    WebAssembly.compile(read('initdb.wasm')),
  ])
  return { pgliteWasmModule, initdbWasmModule, fsBundle: new Blob([read('pglite.data')]) }
}
