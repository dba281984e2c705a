import { describe, expect, it } from 'vitest'
import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import { infoOf } from '../../../../shared/formats/precomputed/info-of.ts'
import { precomputed } from '../../../../shared/formats/precomputed/precomputed.ts'
import { toyFormat } from '../../../../shared/formats/testing/toy-format.ts'
import { ProblemError, type ProblemKind, problemOf } from '../../../../shared/problem.ts'
import { findInFolder } from './find-volume.ts'

const FORMATS = [precomputed, toyFormat]
const INFO = infoOf({
  kind: 'image',
  voxelType: 'uint8',
  scales: [
    {
      key: 's0',
      size: [8, 8, 8],
      resolution: [8, 8, 40],
      voxelOffset: [0, 0, 0],
      chunkSize: [8, 8, 8],
      encoding: { kind: 'raw' },
    },
  ],
})
const TOY = { size: [4, 3, 2] }

/** A folder of texts; what it holds as a `ProblemKind` in brackets fails with that kind. Lists what was asked for. */
async function findIn(folder: Readonly<Record<string, unknown>>, path = '/d/v') {
  const asked: string[] = []
  const read = async (_source: string, key: string) => {
    asked.push(key)
    const value = folder[key]
    if (value instanceof ProblemError) throw value
    if (value === undefined) return undefined
    return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
  }
  const source: OpenedSource = {
    ...{ sourceId: 's', location: path, folder: path, description: 'info', formats: [], above: 0, name: 'v' },
  }
  const signal = new AbortController().signal
  const finding = { services: { read }, signal, others: ['skein.json'], formats: FORMATS }
  const found = await findInFolder(source, finding).catch((error: unknown) => problemOf(error))
  return { found, asked }
}

function refused(kind: ProblemKind): ProblemError {
  return new ProblemError({ kind, message: `it is ${kind}` })
}

describe('what a folder holds', () => {
  it('[FF1] costs one request where it is the usual format', async () => {
    const { found, asked } = await findIn({ info: INFO, 'toy.json': TOY, 'skein.json': {} })
    expect(found).toMatchObject({ kind: 'volume', described: { format: 'precomputed', files: { info: INFO } } })
    expect(asked).toEqual(['info'])
  })

  it('[FF1, FF4] is found by any mark in the order of the list, and by what else it may hold before these', async () => {
    expect((await findIn({ 'toy.json': TOY })).found).toMatchObject({
      kind: 'volume',
      described: { format: 'toy', files: { toy: TOY }, place: { location: '/d/v', above: 0 } },
      stored: { volume: { scales: [{ size: [4, 3, 2] }] } },
    })
    const { found, asked } = await findIn({ 'toy.json': TOY, 'skein.json': { name: 'x' } })
    expect(found).toEqual({ kind: 'other', key: 'skein.json', json: { name: 'x' } })
    expect(asked).toEqual(['info', 'skein.json', 'toy.json'])
    expect(await findIn({})).toEqual({ found: undefined, asked: ['info', 'skein.json', 'toy.json'] })
  })

  it('[FF1] begins with the format that the name of the folder speaks for', async () => {
    const { found, asked } = await findIn({ 'toy.json': TOY, info: INFO }, '/d/cells.TOY')
    expect(found).toMatchObject({ described: { format: 'toy' } })
    expect(asked).toEqual(['skein.json', 'toy.json'])
    expect((await findIn({ info: INFO }, '/d/cells.toy')).found).toMatchObject({ described: { format: 'precomputed' } })
  })

  it('[FF2] tells damage of the likely file at once', async () => {
    const { found, asked } = await findIn({ info: '{', 'toy.json': TOY })
    expect(found).toMatchObject({ kind: 'bad-description', file: '/d/v/info' })
    expect(asked).toEqual(['info'])
  })

  it('[FF2] looks further where a mark is refused, and tells the refusal where nothing else is there', async () => {
    const toy = await findIn({ info: refused('forbidden'), 'skein.json': refused('forbidden'), 'toy.json': TOY })
    expect(toy.found).toMatchObject({ described: { format: 'toy' } })
    expect((await findIn({ info: refused('forbidden') })).found).toMatchObject({ kind: 'forbidden' })
    expect((await findIn({ 'toy.json': refused('network') })).found).toMatchObject({ kind: 'network' })
  })

  it('[FF2] tells what is wrong with a description by its file and field', async () => {
    const { found } = await findIn({ 'toy.json': { size: [4, 3] } })
    expect(found).toMatchObject({ kind: 'bad-description', file: '/d/v/toy.json', field: 'size' })
  })
})
