import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import type { FoundVolume } from './find-volume.ts'

/** Where the chunks of a volume lie: a server may describe one that lies elsewhere. */
export async function openChunks(
  source: OpenedSource,
  { stored }: FoundVolume,
  openSource: (location: string) => Promise<OpenedSource>,
): Promise<OpenedSource> {
  return stored.chunksIn === undefined ? source : openSource(stored.chunksIn)
}
