import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import type { Result } from '../../../../shared/problem.ts'
import { parseDescription } from './parse-description.ts'
import type { StateReader } from './state-reader.ts'

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
  /** Reads a text that may be long. */
  readonly readState: StateReader
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
  return parseDescription(bytes, fileIn(source, key)).json
}

/** How problems name a key of a source. */
export function fileIn(source: OpenedSource, key: string): string {
  return `${source.folder}/${key}`
}
