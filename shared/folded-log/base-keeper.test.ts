import { expect, it } from 'vitest'
import { EDIT_SCHEMA, type Edit } from '../edits/edit.ts'
import { basesNamed } from './base-keeper.ts'

it('[FC1] the bases of an edit are listed however many they are: more than a call can have arguments', () => {
  const common = { author: 'me', madeAtMs: 0, basis: 0, dataset: 'toy', schema: EDIT_SCHEMA, expect: [] }
  const bases = Array.from({ length: 300_000 }, (_, i) => BigInt(i + 1))
  const cut = { bases: bases.map((base) => ({ base, pairs: [] })), merges: [] }
  const at = (supervoxel: bigint) => ({ supervoxel, base: supervoxel, position: [0, 0, 0] as const })
  const id = { client: 'me', session: 's', counter: 1 }
  const split: Edit = { ...common, id, kind: 'split', sources: [at(7n)], sinks: [at(8n)], cut }
  const named = { target: 'me/s/1', points: [at(9n)], bases, overrides: [] }
  expect(basesNamed(split)).toEqual([7n, 8n, ...bases])
  expect(basesNamed({ ...common, id, kind: 'revert', ...named })).toEqual([9n, ...bases])
})
