import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { AgglomerationSource } from '../../shared/agglomeration/agglomeration-source.ts'
import { createIdentityAgglomeration } from '../../shared/agglomeration/identity-agglomeration.ts'
import { openZarrAgglomeration } from '../../shared/agglomeration/zarr-agglomeration.ts'
import { type AnyRange, rangeWithin } from '../../shared/bytes/byte-range.ts'
import type { ByteSource } from '../../shared/bytes/byte-source.ts'

/** The base of a dataset whose labels are its segments; any other base is a folder. */
export const IDENTITY = 'identity'

/** Rejects with a `ProblemError` if the folder holds no agglomeration. */
export async function openBase(base: string): Promise<AgglomerationSource> {
  return base === IDENTITY ? createIdentityAgglomeration() : openZarrAgglomeration(folderStore(base), base)
}

/** The files of a folder. Their keys come from the layout and not from a person, so they need no checks. */
function folderStore(folder: string): ByteSource {
  return {
    async get(key, options) {
      const file = path.join(folder, key)
      try {
        return options?.range === undefined ? await readFile(file) : await readRange(file, options.range)
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
    },
  }
}

async function readRange(file: string, range: AnyRange): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const { start, end } = rangeWithin(range, (await handle.stat()).size)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
