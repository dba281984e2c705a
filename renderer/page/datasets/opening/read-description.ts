import { placeKind } from '../../../../shared/bytes/address.ts'
import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import { ProblemError, type Result } from '../../../../shared/problem.ts'

/**
 * The largest description that is read: 64 MiB. A real `info` is a few KB; a view of Neuroglancer with 100,000 annotations
 * has about 20 MB.
 */
const MAX_DESCRIPTION_BYTES = 64 * 2 ** 20

/** Bytes at the start of a description by which a web page is recognised. */
const PAGE_START_BYTES = 512

/** What opening a dataset needs. The host and a byte port provide it; a test gives Maps. */
export interface OpeningServices {
  openSource(location: string): Promise<Result<OpenedSource>>
  openBelow(sourceId: string, folder: string): Promise<Result<OpenedSource>>
  /** See `HostApi`. */
  openInstead(sourceId: string, marks: readonly string[]): Promise<string | null>
  closeSource(sourceId: string): Promise<void>
  /** Whether the dataset file may name these folders outside its own; the person is asked once. */
  mayRead(file: string, places: readonly string[]): Promise<boolean>
  /** The bytes of a key of an opened source; undefined when it is missing. Rejects with a `ProblemError`. */
  read(sourceId: string, key: string, signal: AbortSignal): Promise<Uint8Array | undefined>
}

/** Reads a key of a source as JSON; undefined when it is missing. Throws a `ProblemError`. */
export async function readJson(
  services: Pick<OpeningServices, 'read'>,
  source: OpenedSource,
  key: string,
  signal: AbortSignal,
): Promise<unknown> {
  const bytes = await services.read(source.sourceId, key, signal)
  if (bytes === undefined) return undefined
  const file = fileIn(source, key)
  if (bytes.length > MAX_DESCRIPTION_BYTES) {
    const limit = MAX_DESCRIPTION_BYTES / 2 ** 20
    throw new ProblemError({ kind: 'too-large', message: `${file} is larger than ${limit} MiB`, file })
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    if (/^\s*</.test(new TextDecoder().decode(bytes.subarray(0, PAGE_START_BYTES)))) {
      throw new ProblemError({ kind: 'not-a-volume', message: pageInstead(file), file }, { cause })
    }
    const reason = cause instanceof SyntaxError ? cause.message : 'it is not UTF-8 text'
    const message = bytes.length === 0 ? `${file} is empty` : `${file} is not JSON: ${reason}`
    throw new ProblemError({ kind: 'bad-description', message, file }, { cause })
  }
}

/** What to do about a web page (or other markup) where a description was expected. */
function pageInstead(file: string): string {
  const why =
    placeKind(file) === 'address'
      ? 'the server may want you to sign in, or this is the address of a page about the data and not of the data'
      : 'it may have been saved by a browser from a page about the data'
  return `${file} is a web page and no description of a volume: ${why}`
}

/** How problems name a key of a source. */
export function fileIn(source: OpenedSource, key: string): string {
  return `${source.folder}/${key}`
}
