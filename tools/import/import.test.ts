import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readGrid } from '../../fixtures/small-reader.ts'
import { openZarrAgglomeration } from '../../shared/agglomeration/zarr-agglomeration.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { createImportRig, filesIn, type ImportRig, importInline } from './testing/import-rig.ts'

let rig: ImportRig
beforeEach(() => {
  rig = createImportRig()
})
afterEach(() => rig.remove())

const indexIn = (size: Vec3, x: number, y: number, z: number) => x + size[0] * (y + size[1] * z)

/** Calls for each voxel, x fastest. */
function eachVoxel(size: Vec3, visit: (x: number, y: number, z: number, i: number) => void): void {
  for (let z = 0, i = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) for (let x = 0; x < size[0]; x++, i++) visit(x, y, z, i)
  }
}

describe('an imported image', () => {
  const size: Vec3 = [150, 70, 9]
  const voxels = new Uint8Array(150 * 70 * 9)
  eachVoxel(size, (x, y, z, i) => {
    voxels[i] = (x * 7 + y * 3 + z * 50) % 256
  })

  it('[IP1, IP3] has the voxels of the input at scale 0 and their means at each coarser one', async () => {
    const image = rig.raw('em.raw', 'image', voxels, size)
    await importInline(rig.wish({ image, voxelSize: [4, 4, 40] }))
    const folder = join(rig.path('out'), 'image')
    const finest = readGrid(folder, 0)
    expect(finest.size).toEqual(size)
    expect(Buffer.compare(Buffer.from(finest.values.buffer), Buffer.from(voxels))).toBe(0)
    // x and y are halved: sections are ten times as thick as pixels.
    const coarse = readGrid(folder, 1)
    expect(coarse.size).toEqual([75, 35, 9])
    expect(coarse.resolution).toEqual([8, 8, 40])
    let wrong = 0
    eachVoxel([75, 35, 9], (x, y, z, i) => {
      const under = [0, 1].flatMap((dy) => [0, 1].map((dx) => voxels[indexIn(size, 2 * x + dx, 2 * y + dy, z)]!))
      if (coarse.values[i] !== Math.round(under.reduce((a, b) => a + b) / 4)) wrong++
    })
    expect(wrong).toBe(0)
  })

  it('[IP1] 16 bits stay 16 bits, and JPEG comes only when it is asked for', async () => {
    const wide = Uint16Array.from(voxels, (v) => v * 257)
    await importInline(rig.wish({ image: rig.raw('wide.raw', 'image', wide, size) }))
    expect(readGrid(join(rig.path('out'), 'image'), 0).values).toEqual(wide)
    const smooth = voxels.map((_, i) => i % 150)
    const out = rig.path('jpeg')
    await importInline(rig.wish({ out, image: rig.raw('smooth.raw', 'image', smooth, size), jpegQuality: 95 }))
    const info = JSON.parse(readFileSync(join(out, 'image', 'info'), 'utf8'))
    expect(info.scales[0].encoding).toBe('jpeg')
    const { values } = readGrid(join(out, 'image'), 0)
    if (!(values instanceof Uint8Array)) throw new Error('JPEG has 8 bits')
    const off = Array.from(values, (v, i) => Math.abs(v - smooth[i]!))
    expect(Math.max(...off.slice(0, 10_000))).toBeLessThan(8)
  })
})

/** The labels of the grid of one scale, with the label of the input for each supervoxel. */
function labelsOf(out: string, scale: number) {
  const grid = readGrid(join(out, 'labels'), scale)
  if (!(grid.values instanceof BigUint64Array)) throw new Error('labels have 64 bits')
  return { ...grid, values: grid.values }
}

function agglomerationOf(out: string) {
  const files = filesIn(join(out, 'agglomeration'))
  const store = {
    get(key: string) {
      const file = files.get(key)
      return file === undefined ? undefined : Uint8Array.from(Buffer.from(file, 'base64'))
    },
  }
  return openZarrAgglomeration(store, 'agglomeration')
}

/** The faces between all pairs of ids, found voxel by voxel. */
function facesOf(ids: BigUint64Array, size: Vec3): Map<string, number> {
  const faces = new Map<string, number>()
  eachVoxel(size, (x, y, z, i) => {
    const a = ids[i]!
    for (const [dx, dy, dz] of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as const) {
      if (x + dx >= size[0] || y + dy >= size[1] || z + dz >= size[2]) continue
      const b = ids[indexIn(size, x + dx, y + dy, z + dz)]!
      if (a === b || a === 0n || b === 0n) continue
      const key = a < b ? `${a} ${b}` : `${b} ${a}`
      faces.set(key, (faces.get(key) ?? 0) + 1)
    }
  })
  return faces
}

describe('imported labels', () => {
  // Chunks of 8^3 make blocks of 32 x 32 x 16.
  const size: Vec3 = [70, 40, 35]
  const chunkSide = 8
  const labels = new BigUint64Array(70 * 40 * 35)
  const BIG = 2n ** 63n + 12345678901n
  eachVoxel(size, (x, y, z, i) => {
    if (y < 10) labels[i] = BIG
    else if (y < 20) labels[i] = x < 37 ? BIG + 1n : 2n ** 53n + 1n
    else if (y < 30) labels[i] = z % 20 < 10 ? 0n : 7n
    else labels[i] = x + z < 50 ? 9n : 2n ** 53n + 1n
  })

  it('[IP20, IP21, IP22] are cut into supervoxels at the borders of blocks, with all their contacts', async () => {
    const finished = await importInline(rig.wish({ chunkSide, labels: rig.raw('l.raw', 'labels', labels, size) }))
    const { values } = labelsOf(rig.path('out'), 0)
    // One supervoxel has one label and lies in one block.
    const labelOf = new Map<bigint, bigint>()
    const blockOf = new Map<bigint, string>()
    let mixed = 0
    eachVoxel(size, (x, y, z, i) => {
      const id = values[i]!
      const block = `${Math.floor(x / 32)} ${Math.floor(y / 32)} ${Math.floor(z / 16)}`
      if ((id === 0n) !== (labels[i] === 0n)) mixed++
      if (id === 0n) return
      if ((labelOf.get(id) ?? labels[i]) !== labels[i] || (blockOf.get(id) ?? block) !== block) mixed++
      labelOf.set(id, labels[i]!)
      blockOf.set(id, block)
    })
    expect(mixed).toBe(0)
    const source = await agglomerationOf(rig.path('out'))
    const ids = BigUint64Array.from([...labelOf.keys()].sort((a, b) => (a < b ? -1 : 1)))
    expect(finished.graph?.supervoxels).toBe(ids.length)
    const bases = await source.basesOf(ids)
    // As the labels say: two supervoxels are one segment exactly where they have one label.
    for (const [i, id] of ids.entries()) {
      const same = ids.filter((other) => labelOf.get(other) === labelOf.get(id))
      expect(bases[i]).toBe(same[0])
    }
    const faces = facesOf(values, size)
    const kept = new Map<string, number>()
    for (const base of new Set(bases)) {
      const { supervoxels, ends, areas } = await source.graphOf(base)
      for (let e = 0; e < areas.length; e++) {
        if (areas[e]! > 0) kept.set(`${supervoxels[ends[2 * e]!]} ${supervoxels[ends[2 * e + 1]!]}`, areas[e]!)
      }
    }
    const doubts = await source.doubtEdges()
    for (let e = 0; e < doubts.areas.length; e++) {
      const [a, b] = [doubts.ends[2 * e]!, doubts.ends[2 * e + 1]!]
      kept.set(a < b ? `${a} ${b}` : `${b} ${a}`, doubts.areas[e]!)
    }
    expect(new Map([...kept].sort())).toEqual(new Map([...faces].sort()))
  })

  it('[IP4] have the commonest label at each coarser scale', async () => {
    await importInline(rig.wish({ chunkSide, labels: rig.raw('l.raw', 'labels', labels, size), keepsLabels: true }))
    const fine = labelsOf(rig.path('out'), 0)
    expect(fine.values).toEqual(labels)
    const coarse = labelsOf(rig.path('out'), 1)
    expect(coarse.size).toEqual([35, 20, 18])
    let wrong = 0
    eachVoxel([35, 20, 17], (x, y, z, i) => {
      const votes = new Map<bigint, number>()
      for (const dz of [0, 1]) {
        for (const dy of [0, 1]) {
          for (const dx of [0, 1]) {
            const label = labels[indexIn(size, 2 * x + dx, 2 * y + dy, 2 * z + dz)]!
            votes.set(label, (votes.get(label) ?? 0) + 1)
          }
        }
      }
      if (votes.get(coarse.values[i]!) !== Math.max(...votes.values())) wrong++
    })
    expect(wrong).toBe(0)
  })
})

it('[IP20, IP22] random labels: supervoxels are the connected parts of labels, and contacts are the faces', async () => {
  const shapes = fc.record({
    size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    values: fc.infiniteStream(fc.nat(3)),
  })
  await fc.assert(
    fc.asyncProperty(shapes, async ({ size, values }) => {
      const labels = Uint8Array.from({ length: size[0] * size[1] * size[2] }, () => Number(values.next().value))
      const own = createImportRig()
      try {
        const finished = await importInline(own.wish({ labels: own.raw('l.raw', 'labels', labels, size) }))
        const ids = labelsOf(own.path('out'), 0).values
        const parts = partsOf(labels, size)
        expect(finished.graph?.supervoxels).toBe(new Set(parts.filter((part) => part >= 0)).size)
        const idOf = new Map<number, bigint>()
        for (const [i, part] of parts.entries()) {
          expect(ids[i] === 0n).toBe(part < 0)
          if (part >= 0) expect(idOf.get(part) ?? ids[i]).toBe(ids[i])
          idOf.set(part, ids[i]!)
        }
        expect(finished.graph?.contacts).toBe(facesOf(ids, size).size)
      } finally {
        own.remove()
      }
    }),
    { numRuns: 25 },
  )
})

/** By voxel: the first voxel of its connected part, -1 for background. Filled voxel by voxel. */
function partsOf(labels: Uint8Array, size: Vec3): Int32Array {
  const parts = new Int32Array(labels.length).fill(-1)
  const places: Vec3[] = []
  eachVoxel(size, (x, y, z) => places.push([x, y, z]))
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] === 0 || parts[start] !== -1) continue
    const open = [start]
    parts[start] = start
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      const [x, y, z] = places[i]!
      for (const [dx, dy, dz] of [
        [1, 0, 0],
        [-1, 0, 0],
        [0, 1, 0],
        [0, -1, 0],
        [0, 0, 1],
        [0, 0, -1],
      ] as const) {
        const at: Vec3 = [x + dx, y + dy, z + dz]
        if (at.some((v, axis) => v < 0 || v >= size[axis]!)) continue
        const j = indexIn(size, ...at)
        if (labels[j] !== labels[start] || parts[j] !== -1) continue
        parts[j] = start
        open.push(j)
      }
    }
  }
  return parts
}
