import { createByteClient } from '../../shared/bytes/byte-client.ts'
import { createDracoDecoder } from './draco.ts'
import { createJpegDecoder } from './jpeg.ts'
import { serveLoads } from './load-loop.ts'
import type { StartDecoder } from './messages.ts'
import { createUnpackers } from './unpackers.ts'

self.onmessage = ({ data }: MessageEvent<StartDecoder>) => {
  serveLoads(data.client, createByteClient(data.bytes), {
    jpeg: createJpegDecoder().decode,
    unpackers: createUnpackers(),
    draco: createDracoDecoder(),
    // Loaded with the first block of surfaces, so that chunks need not wait for it.
    openBlockStore: async () => (await import('./surfaces/block-store-dexie.ts')).openBlockStore(),
  })
}
