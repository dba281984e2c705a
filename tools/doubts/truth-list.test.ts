import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FIXTURES, readFixture } from '../../fixtures/fixture.ts'
import { placeOf } from '../../shared/doubts/evidence/evidence.ts'
import type { Example } from './fit-model.ts'
import { examplesOfList, parseTruthList } from './truth-list.ts'

const linesOf = (name: string) => new TextDecoder().decode(readFixture(`fib25/tables/${name}`)).split('\n')

/** The first edges of fib25 that are doubts at 0.8, and the truth of their supervoxels. */
const COUNT = 12
const [edgeHead, ...allEdges] = linesOf('rag_watershed.csv')
const edges = allEdges.filter((line) => Number(line.split(',')[2]) < 0.8).slice(0, COUNT)
const [truthHead, ...truth] = linesOf('watershed_sv.csv')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skein-truth-'))
  writeFileSync(path.join(folder, 'edges.csv'), [edgeHead, ...edges].join('\n'))
  writeFileSync(path.join(folder, 'truth.csv'), [truthHead, ...truth].join('\n'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const fixture = (name: string) => path.relative(folder, path.join(FIXTURES, 'fib25', name))
const TABLES = { edges: 'edges.csv', truth: 'truth.csv', thresholds: [0.8], voxelSize: [10, 10, 10] as const }

async function examples(more: { labels?: string; images?: readonly string[]; truth?: string }) {
  const told: string[] = []
  const list = parseTruthList(JSON.stringify([{ ...TABLES, ...more }]), 'list.json')
  const found = await examplesOfList(list[0]!, folder, (line) => void told.push(line))
  return { found, told }
}

const known = (found: readonly Example[], name: 'local-thin' | 'membrane') =>
  found.filter(({ candidate }) => !Number.isNaN(candidate.evidence[placeOf(name)])).length

describe('examples of data whose truth is known', () => {
  it('[DO39] have the evidence of voxels where volumes are named, of an image in parts too', async () => {
    const without = await examples({})
    expect([without.found.length, known(without.found, 'local-thin')]).toEqual([COUNT, 0])
    const images = [fixture('em-raw'), fixture('em-rest')]
    const whole = await examples({ labels: fixture('seg-watershed'), images })
    expect(known(whole.found, 'local-thin')).toBe(COUNT)
    expect(known(whole.found, 'membrane')).toBeGreaterThan(COUNT / 2)
    expect(whole.told).toEqual([])
  })

  it('[DO39] do without an image that is not there, and say how often', async () => {
    const { found, told } = await examples({ labels: fixture('seg-watershed'), images: [fixture('em-rest')] })
    expect(known(found, 'local-thin')).toBe(COUNT)
    expect(known(found, 'membrane')).toBeLessThan(COUNT)
    expect(told).toEqual([
      expect.stringMatching(/^edges\.csv: \d+ times voxels could not be read \(The image is not stored/),
    ])
  })

  it('[DO39] leave out what the truth does not list, and name what is no volume', async () => {
    const gap = edges[0]!.split(',')[0]
    writeFileSync(
      path.join(folder, 'gaps.csv'),
      [truthHead, ...truth.filter((line) => line.split(',')[0] !== gap)].join('\n'),
    )
    const { found } = await examples({ truth: 'gaps.csv' })
    expect(found.length).toBeLessThan(COUNT)
    expect(found.every(({ candidate: { a, b } }) => `${a}` !== gap && `${b}` !== gap)).toBe(true)
    await expect(examples({ labels: 'nothing' })).rejects.toThrow(/nothing holds no volume/)
    await expect(examples({ labels: fixture('em-raw') })).rejects.toThrow(/is no segmentation/)
    const images = [fixture('em-raw')]
    expect(() => parseTruthList(JSON.stringify([{ ...TABLES, images }]), 'list.json')).toThrow(/images/)
  })
})
