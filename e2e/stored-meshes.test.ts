import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { fixture, readFixture } from '../fixtures/fixture.ts'
import { filesOfTar } from '../fixtures/tar-reader.ts'
import type { FromDecoder } from '../renderer/decode/messages.ts'
import { test, waitForView } from './support/launch-app.ts'

const DRACO = 'mesh_mip_2_draco_sv16'

/** Asks a decode worker of the app for the manifest of a segment and for all parts that it names. */
interface Asked {
  readonly source: object
  readonly segment: string
  /** By key, in base64. */
  readonly files: readonly (readonly [key: string, bytes: string])[]
}

test('[ME4, ME7, ME10] meshes are found when a dataset opens, told where they are not, and decode under the content policy', async ({
  launch,
  folder,
}) => {
  const volume = join(folder, 'seg')
  cpSync(fixture('pinky40/seg-compresso'), volume, { recursive: true })
  const info: object = JSON.parse(readFileSync(join(volume, 'info'), 'utf8'))
  writeFileSync(join(volume, 'info'), JSON.stringify({ ...info, mesh: 'meshes', skeletons: 'skeletons' }))
  mkdirSync(join(volume, 'meshes'))
  const view = ['--layout', 'xy', '--size', '1000x700']
  const { page, errors } = await launch({ args: ['--open', volume, ...view] })
  await waitForView(page)
  await expect(page.getByText(/^No stored skeletons: .*skeletons/)).toBeVisible()
  await page.screenshot({ path: test.info().outputPath('told.png') })

  const files = [...filesOfTar(readFixture('pinky40/graphene-meshes.tar'), DRACO)]
  const asked: Asked = {
    source: {
      ...{ format: 'graphene', files: { volume: { graph: {} } }, of: 'segments', sourceId: 's' },
      place: { location: `/d/${DRACO}` },
    },
    segment: '648518346349515986',
    files: files.map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]),
  }
  const counts = await page.evaluate(async ({ source, segment, files: encoded }: Asked) => {
    const bytesOf = new Map(encoded.map(([key, text]) => [key, Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]))
    const worker = new Worker('decode.worker.js', { type: 'module' })
    const [bytes, client] = [new MessageChannel(), new MessageChannel()]
    bytes.port1.onmessage = ({ data: { id, key } }) => {
      const data = bytesOf.get(key)?.slice()
      bytes.port1.postMessage(data ? { kind: 'bytes', id, data, transferred: 0 } : { kind: 'missing', id })
    }
    worker.postMessage({ kind: 'start', bytes: bytes.port2, client: client.port2 }, [bytes.port2, client.port2])
    let id = 0
    const ask = (request: object) =>
      new Promise<FromDecoder>((resolve) => {
        client.port1.onmessage = ({ data }: MessageEvent<FromDecoder>) => resolve(data)
        client.port1.postMessage({ ...request, id: ++id, volumeId: 1 })
      })
    client.port1.postMessage({ kind: 'meshes', volumeId: 1, source })
    const reply = await ask({ kind: 'manifest', segment: BigInt(segment) })
    if (reply.kind !== 'manifest') throw new Error(JSON.stringify(reply))
    const found: (readonly [vertices: number, triangles: number])[] = []
    for (const part of reply.manifest.parts) {
      const read = await ask({ kind: 'part', part })
      if (read.kind !== 'part') throw new Error(JSON.stringify(read))
      found.push([read.mesh.vertices.length / 4, read.mesh.triangles.length / 3])
    }
    worker.terminate()
    return found
  }, asked)
  expect(counts).toHaveLength(21)
  const sum = counts.reduce(([v, t], [vertices, triangles]) => [v + vertices, t + triangles] as const)
  expect(sum).toEqual([6289, 10_370])
  expect(errors).toEqual([])
})
