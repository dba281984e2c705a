import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SampleState } from '../../../shared/contracts/host-api.ts'
import {
  type FromSampleProcess,
  pidOfUnfinished,
  SAMPLE_BYTES,
  type SampleTask,
  unfinishedName,
} from '../../../shared/contracts/sample-protocol.ts'
import { createSampleMaker, type SampleProcess } from './sample-maker.ts'
import { removeUnfinished } from './unfinished-samples.ts'

let parent = ''
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'skein-sample-maker-'))
})
afterEach(() => rmSync(parent, { recursive: true }))

/** A process that does what its test says: it begins as the real one does, with a folder that grows. */
interface Puppet extends SampleProcess {
  readonly tasks: readonly SampleTask[]
  say(message: FromSampleProcess): void
  end(code: number): void
}

function puppet(): Puppet {
  const tasks: SampleTask[] = []
  let say: Puppet['say'] = () => undefined
  let end: Puppet['end'] = () => undefined
  return {
    tasks,
    send(task) {
      tasks.push(task)
      mkdirSync(task.unfinished)
      writeFileSync(join(task.unfinished, 'info'), 'half')
    },
    kill: () => end(15),
    onMessage: (listener) => {
      say = listener
    },
    onExit: (listener) => {
      end = listener
    },
    say: (message) => say(message),
    end: (code) => end(code),
  }
}

function created(freeBytes = SAMPLE_BYTES) {
  const folder = join(parent, 'data', 'sample')
  const processes: Puppet[] = []
  const states: SampleState[] = []
  const maker = createSampleMaker({
    folder,
    fork() {
      const made = puppet()
      processes.push(made)
      return made
    },
    onChange: (state) => states.push(state),
    freeBytes: async () => freeBytes,
  })
  return { folder, location: join(folder, 'skein.json'), processes, states, maker }
}

/** Waits for what happens without this thread, at most as long as a test may take. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn()
}

async function begun(freeBytes?: number) {
  const all = created(freeBytes)
  all.maker.make()
  await until(() => all.processes.length > 0)
  const [child] = all.processes
  if (child === undefined) throw new Error('no process')
  return { ...all, child }
}

function finish({ folder }: SampleTask): void {
  mkdirSync(folder)
  writeFileSync(join(folder, 'skein.json'), '{}')
}

const left = () => readdirSync(join(parent, 'data'))

describe('making the sample', () => {
  it('[SA18] tells how far it is, and where it lies in the end', async () => {
    const { child, maker, states, location } = await begun()
    child.say({ kind: 'progress', part: 0.5 })
    maker.make()
    finish(child.tasks[0] ?? { folder: '', unfinished: '' })
    child.say({ kind: 'made' })
    await until(() => maker.state().kind === 'made')
    expect(states).toEqual([
      { kind: 'making', part: 0 },
      { kind: 'making', part: 0.5 },
      { kind: 'made', location },
    ])
    expect(left()).toEqual(['sample'])
  })

  it('[SA19] a cancelled one leaves nothing, and can be made again', async () => {
    const { child, maker, states, processes } = await begun()
    await maker.cancel()
    expect(states.at(-1)).toEqual({ kind: 'absent' })
    expect(left()).toEqual([])
    child.say({ kind: 'progress', part: 0.9 })
    expect(maker.state()).toEqual({ kind: 'absent' })
    maker.make()
    await until(() => processes.length === 2)
    await maker.cancel()
    expect(left()).toEqual([])
  })

  it('[SA19] one that is cancelled before it began starts no process', async () => {
    const { maker, processes } = created()
    maker.make()
    await maker.cancel()
    expect([maker.state(), processes]).toEqual([{ kind: 'absent' }, []])
  })

  it.each([
    ['says why', (child: Puppet) => child.say({ kind: 'failed', reason: 'The disk is full' }), 'The disk is full'],
    ['dies', (child: Puppet) => child.end(11), 'The process that makes the sample stopped (exit code 11)'],
  ])('[SA20] one whose process %s is told with a sentence, and leaves nothing', async (_how, fail, problem) => {
    const { child, maker } = await begun()
    fail(child)
    await until(() => maker.state().kind === 'absent')
    expect(maker.state()).toEqual({ kind: 'absent', problem })
    expect(left()).toEqual([])
  })

  it('[SA20] is not begun on a disk without the space', async () => {
    const { maker, processes } = created(9_000_000)
    maker.make()
    await until(() => maker.state().kind === 'absent')
    const problem = `The sample takes 150 MB, and the disk of ${join(parent, 'data')} has 9 MB free`
    expect(maker.state()).toEqual({ kind: 'absent', problem })
    expect(processes).toEqual([])
  })

  it('[SA20] a place that can be no folder is told', async () => {
    writeFileSync(join(parent, 'data'), '')
    const { maker } = created()
    maker.make()
    await until(() => maker.state().kind === 'absent')
    expect(maker.state()).toMatchObject({ problem: expect.stringMatching(/^The sample cannot be made: EEXIST/) })
  })
})

describe('what a killed process left', () => {
  it('[SA19] is removed at the next start, and nothing else is', async () => {
    const names = [
      '.sample.unfinished-7',
      '.sample.unfinished-8',
      '.sample.unfinished-x',
      '.other.unfinished-7',
      'sample',
    ]
    for (const name of names) mkdirSync(join(parent, name))
    await removeUnfinished(join(parent, 'sample'), (pid) => pid === 8)
    expect(readdirSync(parent).sort()).toEqual(names.filter((name) => name !== '.sample.unfinished-7').sort())
    await removeUnfinished(join(parent, 'sample'))
    expect(existsSync(join(parent, 'sample'))).toBe(true)
    await removeUnfinished(join(parent, 'absent', 'sample'))
  })

  it('[SA19] a name tells its process, and no other name does', () => {
    expect(pidOfUnfinished('sample', unfinishedName('sample', 4711))).toBe(4711)
    for (const name of ['.sample.unfinished-', '.sample.unfinished-0', '.sample.unfinished-1e3', 'sample', '']) {
      expect(pidOfUnfinished('sample', name), name).toBeUndefined()
    }
  })
})
