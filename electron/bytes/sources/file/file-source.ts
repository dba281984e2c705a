import { constants, type Stats } from 'node:fs'
import { lstat, open, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { type AnyRange, rangeWithin } from '../../../../shared/bytes/byte-range.ts'
import { type KeyPath, readFileKey } from '../../../../shared/bytes/key.ts'
import { ProblemError, unwrap } from '../../../../shared/problem.ts'
import { codeOf } from '../../../error-code.ts'
import { throwIfCancelled } from '../../cancel.ts'
import type { Limiter } from '../../limiter.ts'
import { MAX_VALUE_BYTES } from '../../limits.ts'
import type { OriginOptions, SchemeSource, StoredValue } from '../../origin-source.ts'
import type { Coding } from '../../wrappers/inflate.ts'
import { diskProblem } from './disk-problem.ts'

export interface FolderPlace {
  /** What the person opened, as they named it, absolute; used in messages. */
  readonly root: string
  /** The folder below it that keys are relative to; none for the root itself. */
  readonly folder: readonly string[]
  /** Both without links (`realpath`): nothing outside of them is ever read. They differ where a layer's folder is a link. */
  readonly realRoot: string
  readonly realFolder: string
}

export interface FileSourceOptions extends FolderPlace {
  /** Shared by all sources on this machine's disks. */
  readonly limiter: Limiter
}

/**
 * What cloud-volume puts behind the name of a chunk that it compressed, in the order in which they are looked for; with
 * no coding where Skein does not read it.
 */
const SUFFIXES: readonly (readonly [suffix: string, coding: Coding | undefined])[] = [
  ['.gz', 'gzip'],
  ['.br', 'br'],
  ['.zst', 'zstd'],
  ['.zstd', 'zstd'],
  ['.xz', undefined],
  ['.bz2', undefined],
]

/**
 * Reads a folder. A file `key` wins over `key.gz` and its like (see `SUFFIXES`). Keys may lead out
 * of the folder, but not out of the root; links are followed while they stay inside the root or the folder. Fails with
 * - 'outside': the key, or the link it names, leaves the root;
 * - 'not-found': the folder itself is gone (asked after every missing file: a volume on a drive that was pulled out must
 *   not look like background), or the file is a link to nothing;
 * - 'unsupported': the file is there, but compressed in a way that is not read;
 * - 'forbidden', 'disk': the system refused or failed; 'bad-chunk': not a file; 'too-large': longer than is read in one piece.
 */
export function createFileSource({ root, folder, realRoot, realFolder, limiter }: FileSourceOptions): SchemeSource {
  const inside = [realRoot, realFolder].map((real) => (real.endsWith(sep) ? real : real + sep))
  const shownFolder = join(root, ...folder)

  async function read(key: string, options: OriginOptions): Promise<StoredValue | undefined> {
    throwIfCancelled(options.signal)
    const path = unwrap(readFileKey(key, folder.length, process.platform))
    const file = join(root, ...partsBelow(folder, path))
    const real = path.up === 0 ? join(realFolder, ...path.parts) : join(realRoot, ...partsBelow(folder, path))
    const plain = await resolve(real, file)
    if (plain !== undefined) return { ...(await readFile(plain, file, options.range, options)), codings: [], file }
    for (const [suffix, coding] of SUFFIXES) {
      const named = `${file}${suffix}`
      const packed = await resolve(`${real}${suffix}`, named)
      if (packed === undefined) continue
      if (coding === undefined) throw unreadSuffix(named, suffix)
      const read = await readFile(packed, named, undefined, options)
      return { ...read, codings: [coding], cut: options.range, file: named }
    }
    await checkRoot()
    return undefined
  }

  /** The real path of a file that exists inside the folder; undefined when nothing has that name. */
  async function resolve(path: string, file: string): Promise<string | undefined> {
    const real = await realpath(path).catch((error: unknown) => missing(error, path, file))
    if (real === undefined) return undefined
    if (inside.some((allowed) => real.startsWith(allowed))) return real
    throw new ProblemError({ kind: 'outside', message: `${file} is a link that leads out of ${root}`, file })
  }

  async function checkRoot(): Promise<void> {
    const found = await stat(realFolder).catch((error: unknown) => {
      if (isMissing(error)) return undefined
      throw diskProblem(error, shownFolder)
    })
    if (found?.isDirectory()) return
    const message = `The folder ${shownFolder} is no longer there`
    throw new ProblemError({ kind: 'not-found', message, file: shownFolder })
  }

  return {
    get: (key, options = {}) => limiter.run(() => read(key, options), options.signal),
    fileOf: (key) => join(shownFolder, key),
  }
}

/** Where a key leads from a folder, as parts below the root. */
export function partsBelow(folder: readonly string[], { up, parts }: KeyPath): readonly string[] {
  return [...folder.slice(0, folder.length - up), ...parts]
}

function unreadSuffix(file: string, suffix: string): ProblemError {
  const message = `${file} is compressed as ${suffix}, which Skein does not read (it reads .gz, .br and .zst)`
  return new ProblemError({ kind: 'unsupported', message, file })
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
  range: AnyRange | undefined,
  options: OriginOptions,
): Promise<Pick<StoredValue, 'bytes' | 'validator'>> {
  try {
    const found = await stat(real)
    if (!found.isFile()) throw notAFile(found, file)
    throwIfCancelled(options.signal)
    const { start, end } = rangeWithin(range, found.size)
    const length = end - start
    if (length > MAX_VALUE_BYTES) {
      const message = `${file} has ${length} bytes, more than the ${MAX_VALUE_BYTES} that are read in one piece`
      throw new ProblemError({ kind: 'too-large', message, file })
    }
    const bytes = await readFully(real, file, start, length)
    options.onTransferred?.(length)
    return { bytes, validator: `${found.mtimeMs} ${found.size}` }
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
