import { describe, expect, it } from 'vitest'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'
import type { FromDecoder, ToDecoder } from '../../decode/messages.ts'
import {
  createDecoderPool,
  type DecoderPort,
  type Loaded,
  type LoadedManifest,
  type LoadedPart,
  type Surfaced,
} from './decoder-pool.ts'

interface FakePort extends DecoderPort {
  readonly sent: ToDecoder[]
  reply(message: FromDecoder): void
  loads(): number[]
}

function fakePort(): FakePort {
  const sent: ToDecoder[] = []
  const port: FakePort = {
    sent,
    onmessage: null,
    postMessage: (message) => {
      sent.push(message)
    },
    reply: (message) => port.onmessage?.(new MessageEvent('message', { data: message })),
    loads: () => sent.flatMap((message) => (message.kind === 'load' ? [message.id] : [])),
  }
  return port
}

function pool(count: number) {
  const ports = Array.from({ length: count }, fakePort)
  return { ports, pool: createDecoderPool(ports) }
}

describe('decoder pool', () => {
  it('[GL6] gives each load to the decoder with the fewest under way', () => {
    const { ports, pool: decoders } = pool(3)
    for (let i = 0; i < 6; i++) decoders.load(1, 0, [i, 0, 0], () => {})
    expect(ports.map((port) => port.loads().length)).toEqual([2, 2, 2])
    for (const id of ports[1]!.loads()) ports[1]!.reply({ kind: 'missing', id })
    decoders.load(1, 0, [6, 0, 0], () => {})
    decoders.load(1, 0, [7, 0, 0], () => {})
    expect(ports.map((port) => port.loads().length)).toEqual([2, 4, 2])
    expect(decoders.underWay()).toBe(6)
  })

  it('[GL6] hands over each outcome once, and none after cancelling', () => {
    const { ports, pool: decoders } = pool(1)
    const outcomes: Loaded[] = []
    const ids = [0, 1, 2].map((x) => decoders.load(1, 2, [x, 0, 0], (loaded) => outcomes.push(loaded)))
    decoders.cancel(ids[1]!)
    decoders.cancel(ids[1]!)
    expect(ports[0]!.sent.filter(({ kind }) => kind === 'cancel')).toEqual([{ kind: 'cancel', id: ids[1] }])
    const problem = { kind: 'network', message: 'The line went dead' } as const
    ports[0]!.reply({ kind: 'missing', id: ids[1]! })
    ports[0]!.reply({ kind: 'failed', id: ids[0]!, problem })
    ports[0]!.reply({ kind: 'failed', id: ids[0]!, problem })
    const chunk = { kind: 'grey', size: [1, 1, 1], voxels: Uint8Array.of(9) } as const
    ports[0]!.reply({ kind: 'loaded', id: ids[2]!, chunk, transferred: 12 })
    expect(outcomes).toEqual([
      { kind: 'failed', problem },
      { kind: 'loaded', chunk, transferred: 12 },
    ])
    expect(decoders.underWay()).toBe(0)
  })

  it('[GL6] asks for surfaces among the loads, and hands over what came of it', () => {
    const { ports, pool: decoders } = pool(2)
    const outcomes: Surfaced[] = []
    decoders.load(1, 0, [0, 0, 0], () => {})
    const named = BigUint64Array.of(7n)
    const id = decoders.surface(1, 2, [3, 4, 5], (surfaced) => outcomes.push(surfaced), named)
    const failing = decoders.surface(1, 2, [3, 4, 6], (surfaced) => outcomes.push(surfaced))
    expect(ports[1]!.sent).toEqual([{ kind: 'surface', id, volumeId: 1, scale: 2, cell: [3, 4, 5], first: named }])
    const starts = new Uint32Array(1)
    const block: SurfaceBlock = {
      mesh: {
        ...{ origin: [0, 0, 0], step: [1, 1, 1], vertices: new Uint16Array(), normals: new Int8Array() },
        ...{
          triangles: new Uint32Array(),
          labels: new BigUint64Array(),
          triangleStarts: starts,
          boxes: new Uint16Array(),
        },
      },
      ...{ faces: new Uint8Array(), errorNm: 4 },
    }
    const problem = { kind: 'network', message: 'The line went dead' } as const
    ports[1]!.reply({ kind: 'early', id, block })
    ports[1]!.reply({ kind: 'surface', id, block, transferred: 9 })
    ports[1]!.reply({ kind: 'early', id, block })
    ports[0]!.reply({ kind: 'failed', id: failing, problem })
    expect(outcomes).toEqual([
      { kind: 'early', block },
      { kind: 'surface', block, transferred: 9 },
      { kind: 'failed', problem },
    ])
  })

  it('[ME2] asks one decoder for a manifest and for a part, and tells all of the meshes', () => {
    const { ports, pool: decoders } = pool(2)
    const source = { format: 'x', files: {}, place: { location: '/m' }, of: 'labels', sourceId: 's' } as const
    decoders.addMeshes(1, source)
    for (const port of ports) expect(port.sent).toEqual([{ kind: 'meshes', volumeId: 1, source }])
    const heard: (LoadedManifest | LoadedPart)[] = []
    const part = { key: 'a', label: 5n, level: 0, box: undefined, bytes: undefined }
    const first = decoders.manifest(1, 5n, (loaded) => heard.push(loaded))
    const second = decoders.part(1, part, (loaded) => heard.push(loaded))
    expect(ports[0]!.sent.at(-1)).toEqual({ kind: 'manifest', id: first, volumeId: 1, segment: 5n })
    expect(ports[1]!.sent.at(-1)).toEqual({ kind: 'part', id: second, volumeId: 1, part })
    const manifest = { parts: [part], levelErrors: [0], problems: [] }
    ports[0]!.reply({ kind: 'manifest', id: first, manifest, transferred: 3 })
    ports[1]!.reply({ kind: 'missing', id: second })
    expect(heard).toEqual([{ kind: 'manifest', manifest, transferred: 3 }, { kind: 'missing' }])
    expect(decoders.underWay()).toBe(0)
  })
})
