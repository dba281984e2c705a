import { assert } from '../../assert.ts'
import { EDIT_SCHEMA, type Edit, type EditPoint, editKey, type LogEntry } from '../edit.ts'
import { expectationOf, type NaiveBase, naiveFold, pointsOf } from './naive-fold.ts'

/**
 * For tests: logs written as words. `A1@0 m 2-5 !B1` is client A's first edit, made with basis 0: a merge of 2 and 5
 * that overrides B's first. `s 1|4 x=2-3` splits 1 from 4 by cutting the edge 2-3 (or a merge, by its name);
 * `r A1` reverts. Semicolons separate edits, which are committed in this order. What an author expected is found as in
 * the app: by the fold of what the author had (the log up to the basis, then the author's own earlier edits).
 */
export function toyLog(text: string, bases: ReadonlyMap<bigint, NaiveBase>): LogEntry[] {
  const log: LogEntry[] = []
  for (const [i, words] of text.split(';').entries()) {
    const edit = parseToyEdit(words.trim().split(/\s+/), bases, log)
    log.push({ seq: i + 1, edit: { ...edit, expect: expectedBy(edit, bases, log) } })
  }
  return log
}

type ToyEdit = Exclude<Edit, { kind: 'annotate' }>

function parseToyEdit(
  words: readonly string[],
  bases: ReadonlyMap<bigint, NaiveBase>,
  log: readonly LogEntry[],
): ToyEdit {
  const [head = '', kind, what = '', ...rest] = words
  const [, client = '', counter = '', basis = ''] = /^([A-Z])(\d+)@(\d+)$/.exec(head) ?? []
  assert(client !== '', `toy edit ${head}`)
  const common = {
    id: { client, session: 's', counter: Number(counter) },
    author: client,
    madeAtMs: 0,
    basis: Number(basis),
    dataset: 'toy',
    schema: EDIT_SCHEMA,
    expect: [],
  }
  const points = (list: string) => list.split(/[,-]/).map((id) => pointOf(BigInt(id), bases))
  const overrides = rest.filter((word) => word.startsWith('!')).map((word) => keyOfName(word.slice(1)))
  if (kind === 'm') {
    const [a, b] = points(what)
    assert(a !== undefined && b !== undefined, `toy merge ${what}`)
    return { ...common, kind: 'merge', a, b, overrides }
  }
  if (kind === 's') {
    const [sources = '', sinks = ''] = what.split('|')
    const names = rest.filter((word) => word.startsWith('x=')).flatMap((word) => word.slice(2).split(','))
    const pairs = names.filter((name) => name.includes('-')).map((name) => name.split('-').map(BigInt))
    const basesCut = [...new Set(pairs.map(([u = 0n]) => pointOf(u, bases).base))]
    const pairsOf = (base: bigint) => pairs.filter(([u = 0n]) => pointOf(u, bases).base === base)
    const cut = {
      bases: basesCut.map((base) => ({ base, pairs: pairsOf(base).map(([u = 0n, v = 0n]) => [u, v] as const) })),
      merges: names.filter((name) => !name.includes('-')).map(keyOfName),
    }
    return { ...common, kind: 'split', sources: points(sources), sinks: points(sinks), cut }
  }
  const target = log.find(({ edit }) => editKey(edit.id) === keyOfName(what))?.edit
  assert(kind === 'r' && target !== undefined && target.kind !== 'annotate', `toy revert ${what}`)
  const inCut = target.kind === 'split' ? target.cut.bases.map(({ base }) => base) : []
  const bases_ = new Set([...pointsOf(target).map((point) => point.base), ...inCut])
  return { ...common, kind: 'revert', target: keyOfName(what), points: pointsOf(target), bases: [...bases_], overrides }
}

function expectedBy(edit: ToyEdit, bases: ReadonlyMap<bigint, NaiveBase>, log: readonly LogEntry[]) {
  const had = log.filter((entry) => entry.seq <= edit.basis || entry.edit.id.client === edit.id.client)
  const view = naiveFold(bases, [...had, { seq: log.length + 1, edit }])
  return expectationOf(view.segmentOf, pointsOf(edit))
}

function pointOf(supervoxel: bigint, bases: ReadonlyMap<bigint, NaiveBase>): EditPoint {
  const base = [...bases].find(([, { supervoxels }]) => supervoxels.includes(supervoxel))?.[0]
  assert(base !== undefined, `toy supervoxel ${supervoxel}`)
  return { supervoxel, base, position: [0, 0, 0] }
}

/** `A1` -> the key of client A's first edit. */
export function keyOfName(name: string): string {
  return `${name[0]}/s/${name.slice(1)}`
}
