import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../shared/geometry.ts'
import { makeSample, type Sample, type SampleOptions } from './sample.ts'
import { findSegments } from './segmentation/affinities.ts'
import { supervoxelId } from './segmentation/supervoxels.ts'
import { plantedRows } from './write-tables.ts'

const OPTIONS: SampleOptions = {
  extent: { size: [112, 96, 48], voxelSize: [8, 8, 40] },
  block: [64, 64, 32],
  plantedErrors: 3,
  seed: 5,
}

const sample = makeSample(OPTIONS, () => {})

function hash(one: Sample): string {
  const sum = createHash('sha256')
  for (const array of [one.em, one.labels.supervoxels, one.labels.neuronOf, one.affinities, one.contacts.places]) {
    sum.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  }
  return sum.update(JSON.stringify([one.planted, one.synapses])).digest('hex')
}

/** By label: how many parts it has. It is a flood fill, and deliberately unlike the code of the product. */
function countParts(labelAt: (i: number) => number, size: Vec3): Map<number, number> {
  const [width, height, depth] = size
  const seen = new Uint8Array(width * height * depth)
  const parts = new Map<number, number>()
  for (let start = 0; start < seen.length; start += 1) {
    if (seen[start] === 1) continue
    const label = labelAt(start)
    parts.set(label, (parts.get(label) ?? 0) + 1)
    const stack = [start]
    seen[start] = 1
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      const x = i % width
      const y = Math.floor(i / width) % height
      const z = Math.floor(i / (width * height))
      const around = [
        ...(x > 0 ? [i - 1] : []),
        ...(x + 1 < width ? [i + 1] : []),
        ...(y > 0 ? [i - width] : []),
        ...(y + 1 < height ? [i + width] : []),
        ...(z > 0 ? [i - width * height] : []),
        ...(z + 1 < depth ? [i + width * height] : []),
      ]
      for (const j of around) {
        if (seen[j] === 1 || labelAt(j) !== label) continue
        seen[j] = 1
        stack.push(j)
      }
    }
  }
  return parts
}

describe('makeSample', () => {
  it('[SA1] makes the same sample of the same seed, and another of another', () => {
    expect(hash(makeSample(OPTIONS, () => {}))).toBe(hash(sample))
    expect(hash(makeSample({ ...OPTIONS, seed: 6 }, () => {}))).not.toBe(hash(sample))
  })

  it('[SA2] fills every voxel; every neuron and every supervoxel is one connected whole', () => {
    const { supervoxels, neuronOf } = sample.labels
    const { size } = OPTIONS.extent
    const parts = countParts((i) => supervoxels[i]!, size)
    expect(parts.has(0)).toBe(false)
    expect(parts.size).toBe(neuronOf.length - 1)
    expect([...parts.values()].every((count) => count === 1)).toBe(true)
    const neurons = countParts((i) => neuronOf[supervoxels[i]!]!, size)
    expect([...neurons.values()].every((count) => count === 1)).toBe(true)
    expect(neurons.size).toBe(sample.labels.neuriteOfNeuron.length - 1)
    expect(neurons.size).toBeGreaterThan(10)
    expect(parts.size).toBeGreaterThan(2 * neurons.size)
  })

  it('[SA3] no supervoxel crosses the border of a block, and ids tell the block', () => {
    const { size } = OPTIONS.extent
    const { block } = OPTIONS
    let last = 0n
    for (let s = 1; s < sample.labels.neuronOf.length; s += 1) {
      const id = supervoxelId(sample.labels, s)
      expect(id > last && id > 2n ** 32n && id < 2n ** 63n).toBe(true)
      last = id
    }
    const wrong = sample.labels.supervoxels.reduce((count, s, i) => {
      const x = Math.floor((i % size[0]) / block[0])
      const y = Math.floor((Math.floor(i / size[0]) % size[1]) / block[1])
      const z = Math.floor(i / (size[0] * size[1]) / block[2])
      return count + (sample.labels.idHigh[s] === 0x1000000 + 65536 * x + 256 * y + z ? 0 : 1)
    }, 0)
    expect(wrong).toBe(0)
  })

  it('[SA4] contacts are the faces between supervoxels, each with a place on one of them', () => {
    const { size } = OPTIONS.extent
    const { supervoxels } = sample.labels
    const areas = new Map<string, number>()
    const steps = [1, size[0], size[0] * size[1]]
    for (let i = 0; i < supervoxels.length; i += 1) {
      const at = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1]))]
      for (const [axis, step] of steps.entries()) {
        if (at[axis]! + 1 === size[axis]) continue
        const pair = [supervoxels[i]!, supervoxels[i + step]!].sort((a, b) => a - b)
        if (pair[0] !== pair[1]) areas.set(pair.join(), (areas.get(pair.join()) ?? 0) + 1)
      }
    }
    const { contacts } = sample
    expect(contacts.count).toBe(areas.size)
    for (let e = 0; e < contacts.count; e += 1) {
      expect(contacts.areas[e]).toBe(areas.get(`${contacts.lower[e]},${contacts.higher[e]}`))
      // In half voxels, the centre of a face is even along one axis and odd along the others.
      const place = [...contacts.places.subarray(3 * e, 3 * e + 3)]
      const axis = place.findIndex((half) => half % 2 === 0)
      const after = place.map((half) => Math.floor(half / 2))
      const i = after[0]! + size[0] * (after[1]! + size[1] * after[2]!)
      const pair = [supervoxels[i]!, supervoxels[i - steps[axis]!]!].sort((a, b) => a - b)
      expect(pair).toEqual([contacts.lower[e], contacts.higher[e]])
    }
  })

  it('[SA5] the planted errors are errors against the truth, and the only ones', () => {
    const rows = plantedRows(sample)
    const splits = rows.filter((row) => row.kind === 'false-split')
    const merges = rows.filter((row) => row.kind === 'false-merge')
    expect(splits.length).toBeGreaterThan(0)
    expect(merges.length).toBeGreaterThan(0)
    for (const row of splits) expect([row.segments.length, row.neurons.length]).toEqual([2, 1])
    for (const row of merges) expect([row.segments.length, row.neurons.length]).toEqual([1, 2])
    const neurons = new Set(sample.labels.neuronOf).size
    expect(new Set(sample.segments).size).toBe(neurons + splits.length - merges.length)
    const mended = sample.affinities.slice()
    for (const error of sample.planted) for (const e of error.edges) mended[e] = error.kind === 'false-split' ? 1 : 0
    const segments = findSegments(sample.contacts, mended, sample.labels.neuronOf.length)
    const pairs = new Set(segments.map((segment, s) => segment * 65536 + sample.labels.neuronOf[s]!))
    expect(pairs.size).toBe(new Set(segments).size)
    expect(pairs.size).toBe(neurons)
  })

  it('[SA6] the grey values are those of real tissue', () => {
    const sorted = sample.em.slice().sort()
    const at = (part: number): number => sorted[Math.floor(part * sorted.length)]!
    expect(at(0.02)).toBeGreaterThan(40)
    expect(at(0.05)).toBeLessThan(110)
    expect(at(0.5)).toBeGreaterThan(125)
    expect(at(0.5)).toBeLessThan(165)
    expect(at(0.98)).toBeLessThan(220)
  })
})
