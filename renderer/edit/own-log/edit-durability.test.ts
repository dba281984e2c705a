import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../../shared/edits/testing/test-runs.ts'
import { formatLine } from '../../../shared/log/log-line.ts'
import { parseLogText } from '../../../shared/log/log-text.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { recoveryInWords } from '../../../shared/words/recovery-words.ts'
import type { Fault } from '../testing/log-faults.ts'
import {
  type App,
  type Machine,
  machineOf,
  madeEdit,
  startApp,
  timeWords,
  toyEdges,
} from '../testing/session-fixture.ts'
import { storedLine } from './log-recovery.ts'

const EDGES = toyEdges(
  '1-2 0.9, 2-3 0.8, 3-4 0.9, 5-6 0.9, 6-7 0.8, 8-9 0.9, 10-11 0.9, 10-12 0.9, 11-13 0.9, 12-13 0.9',
)
const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]

const toy = () => machineOf(EDGES)

async function sentence(answer: ReturnType<App['act']>): Promise<string> {
  const said = await answer
  return said.kind === 'refused' ? said.sentence : `not refused: ${said.kind}`
}

describe('undo and redo', () => {
  it('[UN1] take back a merge and a split, in words, and make them again as new edits', async () => {
    const machine = toy()
    const app = await startApp(machine)
    expect(await sentence(app.act({ kind: 'undo' }))).toBe('There is nothing to undo')
    expect(await sentence(app.act({ kind: 'redo' }))).toBe('There is nothing to redo')
    await madeEdit(app.merge(4, 5))
    await madeEdit(app.split([1], [4]))
    expect(app.log()).toMatchObject({ undo: 'split of 1', edits: 2 })
    expect((await madeEdit(app.act({ kind: 'undo' }))).words).toBe('Took back the split of 1')
    expect((await madeEdit(app.act({ kind: 'undo' }))).words).toBe('Took back the merge of 1 + 5')
    expect(await app.segments(1, 4, 5)).toBe('1 1 5')
    expect(app.log()).toMatchObject({ redo: 'merge of 1 + 5', edits: 4 })
    expect((await madeEdit(app.act({ kind: 'redo' }))).words).toBe('Made the merge of 1 + 5 again')
    expect((await madeEdit(app.act({ kind: 'redo' }))).words).toBe('Made the split of 1 again')
    expect(await app.segments(1, 4, 5)).toBe('1 3 3')
    expect(machine.disk.rows.length).toBe(6)
    expect(await sentence(app.act({ kind: 'redo' }))).toBe('There is nothing to redo')
  })

  it('[UN2] undo of a revert makes its target anew, and a later undo takes that back', async () => {
    const app = await startApp(toy())
    const merge = await madeEdit(app.merge(4, 5))
    await madeEdit(app.act({ kind: 'revert', target: merge.key }))
    expect((await madeEdit(app.act({ kind: 'undo' }))).words).toBe('Made the merge of 1 + 5 again')
    expect(await app.segments(4, 5)).toBe('1 1')
    await madeEdit(app.act({ kind: 'undo' }))
    expect(await app.segments(4, 5)).toBe('1 5')
    await madeEdit(app.act({ kind: 'redo' }))
    await madeEdit(app.act({ kind: 'redo' }))
    expect(await app.segments(4, 5)).toBe('1 5')
  })

  it('[UN3] go on after a restart', async () => {
    const machine = toy()
    const app = await startApp(machine)
    await madeEdit(app.merge(4, 5))
    await madeEdit(app.split([1], [4]))
    await madeEdit(app.act({ kind: 'undo' }))
    const again = await startApp(machine)
    expect(again.log()).toMatchObject({ edits: 3, undo: 'merge of 1 + 5', redo: 'split of 1' })
    await madeEdit(again.act({ kind: 'redo' }))
    const third = await startApp(machine)
    await madeEdit(third.act({ kind: 'undo' }))
    await madeEdit(third.act({ kind: 'undo' }))
    expect(await third.segments(...ALL)).toBe('1 1 1 1 5 5 5 8 8 10 10 10 10')
  })

  it("[UN5] an undo that would override another's split asks first, and names it", async () => {
    const machine = toy()
    const app = await startApp(machine)
    await madeEdit(app.split([10], [13]))
    const bob = await startApp(machine, 'bob')
    await madeEdit(bob.split([11], [12]))
    const again = await startApp(machine)
    expect(await again.segments(10, 11, 12, 13)).toBe('10 11 12 12')
    expect(await again.act({ kind: 'undo' }, false)).toMatchObject({
      kind: 'asked',
      consequences: [{ kind: 'overrides', split: { name: 'split of 11', author: 'bob', isOwn: false } }],
    })
    expect(again.log().edits).toBe(2)
    expect((await madeEdit(again.act({ kind: 'undo' }, true))).outcome).toEqual({ verdict: 'applied', changed: false })
    expect(await again.segments(10, 11, 12, 13)).toBe('10 10 10 10')
  })
})

/** The text of a log of one split. */
async function exportOf(dataset: string) {
  const machine = toy()
  expect(machine.dataset.id).toBe(dataset)
  const app = await startApp(machine, 'carl')
  await madeEdit(app.split([1], [4]))
  return app.ask('exported', (id) => ({ kind: 'export-log', id }))
}

interface Picks {
  readonly kind: 'merge' | 'split' | 'undo' | 'redo' | 'revert'
  readonly a: number
  readonly b: number
}

const picks: fc.Arbitrary<Picks> = fc.record({
  kind: fc.constantFrom(
    'merge' as const,
    'merge' as const,
    'split' as const,
    'undo' as const,
    'redo' as const,
    'revert' as const,
  ),
  a: fc.integer({ min: 1, max: 13 }),
  b: fc.integer({ min: 1, max: 13 }),
})

async function perform(app: App, { kind, a, b }: Picks) {
  if (kind === 'merge') return app.merge(a, b)
  if (kind === 'split') return app.split([a], [b])
  if (kind === 'undo' || kind === 'redo') return app.act({ kind })
  const page = await app.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 50 }))
  const targets = page.lines.filter(({ inForce }) => inForce)
  return app.act({ kind: 'revert', target: targets[a % Math.max(1, targets.length)]?.key ?? 'x/y/1' })
}

describe('the log and the screen', () => {
  it('[SS11] random work: every edit is as its author saw it, and a restart finds the same segments', async () => {
    let conflicts = 0
    let edits = 0
    await fc.assert(
      fc.asyncProperty(fc.array(picks, { maxLength: 25, size: 'max' }), async (steps) => {
        const machine = toy()
        const app = await startApp(machine)
        for (const step of steps) {
          const answer = await perform(app, step)
          expect(['made', 'refused']).toContain(answer.kind)
          if (answer.kind !== 'made') continue
          edits++
          if (answer.outcome.changed || answer.outcome.verdict === 'conflicted') conflicts++
        }
        const again = await startApp(machine)
        expect(await again.segments(...ALL)).toBe(await app.segments(...ALL))
        expect(again.log()).toEqual(app.log())
      }),
      { numRuns: runs(100) },
    )
    expect(conflicts).toBe(0)
    expect(edits).toBeGreaterThan(300)
  })

  it('[SS11] the app dies in any write: what was done is there, nothing is half there, and work goes on', async () => {
    const faults: fc.Arbitrary<Fault> = fc.constantFrom(
      { kind: 'crash', at: 'before' } as const,
      { kind: 'crash', at: 'within' } as const,
      { kind: 'crash', at: 'after' } as const,
      { kind: 'full' } as const,
    )
    let deaths = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(picks, { minLength: 3, maxLength: 15 }),
        fc.nat(20),
        faults,
        async (steps, at, fault) => {
          const machine = toy()
          let app = await startApp(machine, 'ann', { at: new Map([[at, fault]]) })
          let acknowledged = 0
          for (const step of steps) {
            const answer = await perform(app, step)
            if (answer.kind === 'made') acknowledged++
            if (answer.kind === 'failed') {
              deaths++
              app = await startApp(machine)
              const { edits } = app.log()
              expect([acknowledged, acknowledged + 1]).toContain(edits)
              acknowledged = edits
            }
          }
          const last = await startApp(machine)
          expect(last.log().edits).toBe(acknowledged)
          expect(await last.segments(...ALL)).toBe(await app.segments(...ALL))
        },
      ),
      { numRuns: runs(100) },
    )
    expect(deaths).toBeGreaterThan(10)
  })

  it('[SS12] a full disk refuses the edit with the reason, and the next one is made', async () => {
    const machine = toy()
    const app = await startApp(machine, 'ann', { at: new Map([[0, { kind: 'full' }]]) })
    expect(await sentence(app.merge(4, 5))).toBe('The edit could not be saved, so it was not made: The disk is full')
    expect(await app.segments(4, 5)).toBe('1 5')
    expect(app.log().edits).toBe(0)
    await madeEdit(app.merge(4, 5))
    expect((await startApp(machine)).log().edits).toBe(1)
  })

  it('[SS12] a recovery is told in a sentence', async () => {
    const machine = toy()
    const app = await startApp(machine)
    await madeEdit(app.merge(4, 5))
    await madeEdit(app.merge(7, 8))
    machine.disk.rows = []
    const again = await startApp(machine)
    const opened = again.posted.find(({ kind }) => kind === 'opened')
    const recovery = opened?.kind === 'opened' ? opened.recovery : undefined
    expect(recovery).toMatchObject({ edits: 2, restored: 2, from: 'journal' })
    expect(recovery && recoveryInWords(recovery, timeWords)).toBe(
      'The database of the edit log had lost 2 edits; the journal gave them back. All 2 edits are here; the last: Merged 1 + 8 (t1)',
    )
    expect(await again.segments(4, 9)).toBe('1 1')
  })

  it('[SS13] exports the log, and another machine imports it; what it knows it keeps', async () => {
    const machine = toy()
    const app = await startApp(machine)
    await madeEdit(app.merge(4, 5))
    await madeEdit(app.split([1], [4]))
    const { text } = await app.ask('exported', (id) => ({ kind: 'export-log', id }))
    expect(parseLogText(text).ok).toBe(true)
    const other: Machine = { ...toy() }
    const bob = await startApp(other, 'bob')
    await bob.gl({ kind: 'watch', supervoxels: BigUint64Array.of(5n) })
    await madeEdit(bob.merge(8, 10))
    const imported = await bob.ask('imported', (id) => ({ kind: 'import-log', id, text }))
    expect([imported.edits, imported.known]).toEqual([2, 0])
    expect(await bob.segments(1, 4, 5, 13)).toBe('1 3 3 8')
    expect(bob.toGl.at(-1)).toEqual({
      kind: 'segments',
      supervoxels: BigUint64Array.of(5n),
      segments: BigUint64Array.of(3n),
    })
    expect(bob.log()).toMatchObject({ edits: 3, undo: 'merge of 8 + 10' })
    const twice = await bob.ask('imported', (id) => ({ kind: 'import-log', id, text }))
    expect([twice.edits, twice.known]).toEqual([0, 2])
    expect((await startApp(other, 'bob')).log().edits).toBe(3)
  })

  it('[SS13] refuses a damaged or foreign text as a whole', async () => {
    const machine = toy()
    const app = await startApp(machine)
    await madeEdit(app.merge(4, 5))
    const { text } = await app.ask('exported', (id) => ({ kind: 'export-log', id }))
    const bob = await startApp(toy(), 'bob')
    for (const bad of ['', 'x', text.slice(0, -9), text.replace('"merge"', '"split"'), text.replaceAll('toy', 'joy')]) {
      const failed = await bob.ask('failed', (id) => ({ kind: 'import-log', id, text: bad }))
      expect(failed.problem.kind).toBe('bad-description')
    }
    expect(bob.log().edits).toBe(0)
  })

  it('[SS15] a log that ends in edits of a newer version is shown up to them, and is read-only', async () => {
    const machine = toy()
    const app = await startApp(machine)
    await madeEdit(app.merge(4, 5))
    const { text } = await app.ask('exported', (id) => ({ kind: 'export-log', id }))
    const parsed = parseLogText(text)
    const [first] = parsed.ok ? parsed.value.lines : []
    if (first === undefined) throw new Error('one edit was exported')
    const newer = { ...first.edit, id: { ...first.edit.id, counter: 2 }, schema: 2 }
    const line = formatLine(newer, { dataset: 'toy', place: 2, previousCheck: first.check })
    machine.disk.rows = [...machine.disk.rows, storedLine(2, line.text)]
    machine.disk.file += `${line.text}\n`
    const files = JSON.stringify(machine.disk)
    const again = await startApp(machine)
    expect(await again.segments(4, 5)).toBe('1 1')
    expect(again.log().readOnly).toContain('newer')
    expect(await sentence(again.merge(7, 8))).toBe(again.log().readOnly)
    const failed = await again.ask('failed', (id) => ({ kind: 'import-log', id, text }))
    expect(failed.problem.kind).toBe('forbidden')
    expect((await again.seeds([1], [4])).taken.contacts).toBe(1)
    expect(JSON.stringify(machine.disk)).toBe(files)
  })

  it('[SS16] an edit that is saved but cannot be folded stops all editing, and is there after a restart', async () => {
    const machine = toy()
    let isBroken = false
    let reads = 0
    const { source } = machine
    const graphOf: typeof source.graphOf = async (base) => {
      reads++
      if (isBroken) throw new ProblemError({ kind: 'disk', message: 'The disk is gone' })
      return source.graphOf(base)
    }
    const fragile: Machine = { ...machine, source: { ...source, graphOf } }
    const { text } = await exportOf(machine.dataset.id)
    const app = await startApp(fragile)
    isBroken = true
    const failed = await app.ask('failed', (id) => ({ kind: 'import-log', id, text }))
    expect(failed.problem.message).toBe('The disk is gone')
    expect(reads).toBeGreaterThan(0)
    expect(await sentence(app.merge(7, 8))).toContain('until the dataset is opened again: The disk is gone')
    isBroken = false
    const again = await startApp(fragile)
    expect(await again.segments(1, 4)).toBe('1 3')
    await madeEdit(again.merge(7, 8))
  })

  it('[SS14] an agglomeration that cannot be read is a problem, and so is a fact file', async () => {
    const machine = machineOf(EDGES, 0.5, new Map([['neurons.json', '[{"id":7}]']]))
    await expect(startApp(machine)).rejects.toThrow('neurons.json')
    await expect(startApp(machineOf(EDGES, 0.5, new Map([['neurons.json', '{']])))).rejects.toThrow('no JSON')
  })
})
