import { constants, type Stats } from 'node:fs'
import { lstat, open, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { ByteRange } from '../../shared/bytes/byte-store.ts'
import { ProblemError } from '../../shared/problem.ts'
import { throwIfCancelled } from './cancel.ts'
import { codeOf, diskProblem } from './disk-problem.ts'
import { exactBytes, inflate } from './inflate.ts'
import { partsOfKey } from './key.ts'
import type { Limiter } from './limiter.ts'
import { MAX_VALUE_BYTES } from './limits.ts'
import type { OriginOptions, OriginStore } from './origin-store.ts'

export interface FileStoreOptions {
  /** The folder as the person named it, absolute; used in messages. */
  readonly root: string
  /** The same without links (`realpath`): nothing outside it is ever read. */
  readonly realRoot: string
  /** Shared by all stores on this machine's disks. */
  readonly limiter: Limiter
}

/**
 * Reads a folder. A file `key` wins over `key.gz`, which is inflated (cloud-volume writes chunks so). Links are
 * followed while they stay inside the folder. Fails with
 * - 'outside': the key, or the link it names, leaves the folder;
 * - 'not-found': the folder itself is gone (asked after every missing file: a volume on a drive that was pulled out must
 *   not look like background), or the file is a link to nothing;
 * - 'forbidden', 'disk': the system refused or failed; 'bad-chunk': not a file; 'too-large', 'bad-chunk': see `inflate`.
 */
export function createFileStore({ root, realRoot, limiter }: FileStoreOptions): OriginStore {
  const inside = realRoot.endsWith(sep) ? realRoot : realRoot + sep

  async function read(key: string, options: OriginOptions): Promise<Uint8Array | undefined> {
    throwIfCancelled(options.signal)
    const parts = partsOfKey(key)
    const file = join(root, ...parts)
    const plain = await resolve(parts, file)
    if (plain !== undefined) return readFile(plain, file, options.range, options)
    const zipped = await resolve([...parts.slice(0, -1), `${parts.at(-1)}.gz`], `${file}.gz`)
    if (zipped !== undefined) {
      const bytes = await readFile(zipped, `${file}.gz`, undefined, options)
      const inflated = await inflate(bytes, { file: `${file}.gz` })
      return exactBytes(inflated.subarray(options.range?.start, options.range?.end))
    }
    await checkRoot()
    return undefined
  }

  /** The real path of a file that exists inside the folder; undefined when nothing has that name. */
  async function resolve(parts: readonly string[], file: string): Promise<string | undefined> {
    const path = join(realRoot, ...parts)
    const real = await realpath(path).catch((error: unknown) => missing(error, path, file))
    if (real === undefined) return undefined
    if (real.startsWith(inside)) return real
    throw new ProblemError({ kind: 'outside', message: `${file} is a link that leads out of ${root}`, file })
  }

  async function checkRoot(): Promise<void> {
    const found = await stat(realRoot).catch((error: unknown) => {
      if (isMissing(error)) return undefined
      throw diskProblem(error, root)
    })
    if (found?.isDirectory()) return
    throw new ProblemError({ kind: 'not-found', message: `The folder ${root} is no longer there`, file: root })
  }

  return {
    get: (key, options = {}) => limiter.run(() => read(key, options), options.signal),
    fileOf: (key) => join(root, key),
  }
}

function isMissing(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

async function missing(error: unknown, path: string, file: string): Promise<undefined> {
  if (!isMissing(error)) throw diskProblem(error, file)
  const link = await lstat(path).catch(() => undefined)
  if (!link?.isSymbolicLink()) return undefined
  throw new ProblemError({ kind: 'not-found', message: `${file} is a link to a file that is not there`, file })
}

async function readFile(
  real: string,
  file: string,
  range: ByteRange | undefined,
  options: OriginOptions,
): Promise<Uint8Array> {
  try {
    const found = await stat(real)
    if (!found.isFile()) throw notAFile(found, file)
    throwIfCancelled(options.signal)
    const start = Math.min(range?.start ?? 0, found.size)
    const length = Math.min(range?.end ?? found.size, found.size) - start
    if (length > MAX_VALUE_BYTES) {
      const message = `${file} has ${length} bytes, more than the ${MAX_VALUE_BYTES} that are read in one piece`
      throw new ProblemError({ kind: 'too-large', message, file })
    }
    const bytes = await readFully(real, file, start, length)
    options.onTransferred?.(length)
    return bytes
  } catch (error) {
    throw diskProblem(error, file)
  }
}

/** O_NONBLOCK: should a pipe take the file's place after `stat`, opening it must not wait for a writer. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

async function readFully(real: string, file: string, start: number, length: number): Promise<Uint8Array> {
  const handle = await open(real, OPEN_FLAGS)
  try {
    const bytes = new Uint8Array(length)
    for (let done = 0; done < length; ) {
      const { bytesRead } = await handle.read(bytes, done, length - done, start + done)
      if (bytesRead === 0) {
        throw new ProblemError({ kind: 'disk', message: `${file} became shorter while it was read`, file })
      }
      done += bytesRead
    }
    return bytes
  } finally {
    await handle.close()
  }
}

function notAFile(found: Stats, file: string): ProblemError {
  const what = found.isDirectory() ? 'a folder' : 'a device or pipe'
  return new ProblemError({ kind: 'bad-chunk', message: `${file} is ${what} where a file was expected`, file })
}
