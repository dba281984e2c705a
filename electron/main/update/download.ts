import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ProblemError } from '../../../shared/problem.ts'
import type { FeedFile } from '../../../shared/update/feed.ts'
import { eachPiece, type Fetch } from './read-body.ts'

export interface DownloadOptions {
  readonly fetch: Fetch
  readonly signal: AbortSignal
  /** Called with each piece: the part that is there, from 0 to 1. */
  readonly onProgress: (part: number) => void
}

/**
 * Downloads a file of the feed to `target`. The file has that name only once its length and SHA-512 are the feed's;
 * whatever goes wrong, nothing is left.
 * @throws {ProblemError} as `eachPiece`, and `forbidden` when it is not the file that the feed names
 */
export async function download(
  address: string,
  { bytes, sha512 }: FeedFile,
  target: string,
  { fetch, signal, onProgress }: DownloadOptions,
): Promise<void> {
  const partial = `${target}.partial`
  await mkdir(dirname(target), { recursive: true })
  await rm(partial, { force: true })
  const hash = createHash('sha512')
  try {
    const file = await open(partial, 'wx', 0o600)
    let written = 0
    try {
      await eachPiece(address, bytes, fetch, signal, async (piece) => {
        hash.update(piece)
        await file.writeFile(piece)
        written += piece.byteLength
        onProgress(written / bytes)
      })
      await file.sync()
    } finally {
      await file.close()
    }
    if (written !== bytes || hash.digest('hex') !== sha512) {
      const message = `${address} is not the file that the signed feed names, so it is not used`
      throw new ProblemError({ kind: 'forbidden', file: address, message })
    }
    await rename(partial, target)
  } finally {
    await rm(partial, { force: true })
  }
}
