import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes files so that each is there as a whole or not at all, also after the power failed. */
export interface DurableFiles {
  /** Makes the folders above it. Rejects with the error of the system. */
  write(file: string, bytes: Uint8Array): Promise<void>
  /** Resolves when what was written through the handle is durable. */
  sync(handle: FileHandle): Promise<void>
}

/** What a file is called until it is whole. */
const UNFINISHED = '.unfinished'

export const durableFiles: DurableFiles = {
  async write(file, bytes) {
    const folder = dirname(file)
    await mkdir(folder, { recursive: true })
    const handle = await open(`${file}${UNFINISHED}`, 'w')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(`${file}${UNFINISHED}`, file)
    await syncFolder(folder)
  },
  sync: (handle) => handle.datasync(),
}

/** A name is durable once its folder is. Windows neither needs nor knows this. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
