import http from 'node:http'
import { Worker } from 'node:worker_threads'
import { createHttpClient } from '../electron/bytes/sources/http/http-client.ts'
import { createHttpSource } from '../electron/bytes/sources/http/http-source.ts'
import { type Bench, summariseSamples } from './bench.ts'

/** Bytes of a body: a chunk of 64^3 voxels as jpeg or compressed_segmentation. */
const CHUNK_BYTES = 40_000
/** Requests at once, as `HTTP_REQUESTS_AT_ONCE` has them. */
const AT_ONCE = 32
/** Chunks of one sample, some 0.2 s. */
const CHUNKS = 1000
const SAMPLES = 15

/** Reading chunks from a web server on this machine, in one thread, as the byte process does. */
export const bench: Bench = {
  name: 'bytes',
  async run(report, wanted) {
    if (!wanted('bytes/http')) return
    const worker = new Worker(new URL('./support/chunk-server.ts', import.meta.url), { workerData: CHUNK_BYTES })
    const port = await new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject))
    const base = new URL(`http://127.0.0.1:${port}/volume`)
    const client = createHttpClient()
    const source = createHttpSource({ base, client })
    const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE })
    const ours = (i: number) => source.get(`chunk-${i}`)
    const plain = (i: number) => plainGet(`${base.href}/chunk-${i}`, agent)
    const [ourMs, plainMs]: [number[], number[]] = [[], []]
    await sample(ours)
    await sample(plain)
    for (let round = 0; round < SAMPLES; round++) {
      ourMs.push(await sample(ours))
      plainMs.push(await sample(plain))
    }
    const mbPerS = (ms: number) => (CHUNKS * CHUNK_BYTES) / 1000 / ms
    const speeds = summariseSamples(ourMs.map((ms) => -mbPerS(ms)))
    report({
      ...{ name: 'bytes/http', unit: 'MB/s', n: SAMPLES, p50: -speeds.p50, p95: -speeds.p95 },
      against: 'node:http with kept connections',
      ratio: summariseSamples(plainMs).p50 / summariseSamples(ourMs).p50,
      note: `bodies of ${CHUNK_BYTES} bytes, ${AT_ONCE} at once`,
    })
    client.close()
    agent.destroy()
    await worker.terminate()
  },
}

/** The time (ms) of reading `CHUNKS` chunks, `AT_ONCE` at once. */
async function sample(get: (i: number) => Promise<unknown>): Promise<number> {
  const start = performance.now()
  let next = 0
  const read = async () => {
    for (let i = next++; i < CHUNKS; i = next++) await get(i)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, read))
  return performance.now() - start
}

/** The least that a client does: the body in one buffer. */
function plainGet(url: string, agent: http.Agent): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent }, (response) => {
      const bytes = new Uint8Array(Number(response.headers['content-length']))
      let got = 0
      response.on('data', (piece: Uint8Array) => {
        bytes.set(piece, got)
        got += piece.byteLength
      })
      response.on('end', () => resolve(bytes))
      response.on('error', reject)
    })
    request.on('error', reject)
  })
}
