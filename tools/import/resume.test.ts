import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { encode } from 'fast-png'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Vec3 } from '../../shared/geometry.ts'
import { problemOf } from '../../shared/problem.ts'
import type { ImportPlan } from './plan/import-plan.ts'
import { type ImportWish, planImport } from './plan/plan-import.ts'
import type { DurableFiles } from './run/durable-files.ts'
import { journalFile, readLines } from './run/journal.ts'
import { createImportRig, filesIn, type ImportRig, importInline, quickFiles, runInline } from './testing/import-rig.ts'

const SIZE: Vec3 = [40, 34, 20]

let rig: ImportRig
beforeEach(() => {
  rig = createImportRig()
})
afterEach(() => rig.remove())

/** Some cells that touch, and an image with dark borders in sections, which are staged. */
function smallWish(out: string, parts: Partial<ImportWish> = {}): ImportWish {
  const count = SIZE[0] * SIZE[1] * SIZE[2]
  const labels = Uint32Array.from({ length: count }, (_, i) => {
    const [x, y, z] = [i % SIZE[0], Math.floor(i / SIZE[0]) % SIZE[1], Math.floor(i / SIZE[0] / SIZE[1])]
    return 1 + Math.floor((x + (z % 3)) / 11) + 10 * Math.floor(y / 9) + 100 * Math.floor(z / 13)
  })
  const image = Uint8Array.from(labels, (label, i) => (label === labels[i + 1] ? 150 + (i % 40) : 60))
  const sections = rig.path('em')
  // Written once: the times of the inputs belong to an import.
  if (!existsSync(sections)) {
    writeSections(sections, image)
    rig.raw('l.raw', 'labels', labels, SIZE)
  }
  return rig.wish({
    out,
    chunkSide: 8,
    image: { path: sections, use: 'image' },
    labels: { path: rig.path('l.raw'), use: 'labels', shape: SIZE, type: 'uint32' },
    ...parts,
  })
}

function writeSections(folder: string, image: Uint8Array): void {
  mkdirSync(folder)
  const [width, height] = SIZE
  for (let z = 0; z < SIZE[2]; z++) {
    const data = image.subarray(z * width * height, (z + 1) * width * height)
    writeFileSync(join(folder, `${z}.png`), encode({ width, height, data, channels: 1, depth: 8 }))
  }
}

class Killed extends Error {}

/**
 * Files that stop everything at the `last` write, like a kill of the process: before it, in the middle of it, or after it
 * and before the journal knows.
 */
function killedAt(last: number, how: 'before' | 'amid' | 'after'): DurableFiles {
  let writes = 0
  return {
    ...quickFiles,
    async write(file, bytes) {
      writes += 1
      if (writes > last) throw new Killed()
      if (writes < last) return quickFiles.write(file, bytes)
      if (how === 'amid') await quickFiles.write(`${file}.unfinished`, bytes.subarray(0, bytes.length >> 1))
      if (how === 'after') await quickFiles.write(file, bytes)
      throw new Killed()
    },
  }
}

async function runUntilKilled(plan: ImportPlan, files: DurableFiles): Promise<boolean> {
  try {
    await runInline(plan, { files })
    return false
  } catch (error) {
    if (error instanceof Killed) return true
    throw error
  }
}

it('[IP7] killed at any 50 places and run again, it ends with the bytes of an import that was not broken', async () => {
  const whole = rig.path('whole')
  await importInline(smallWish(whole, { name: 'small' }))
  const expected = filesIn(whole)
  expect(expected.size).toBeGreaterThan(40)
  let kills = 0
  const kill = fc.record({
    // The import writes some 90 files.
    writes: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 5, maxLength: 5 }),
    how: fc.constantFrom('before', 'amid', 'after'),
    tornBytes: fc.nat(30),
  })
  let run = 0
  await fc.assert(
    fc.asyncProperty(kill, async ({ writes, how, tornBytes }) => {
      run += 1
      const out = rig.path(`out-${run}`)
      const plan = await planImport(smallWish(out, { name: 'small' }))
      for (const last of writes) {
        if (!(await runUntilKilled(plan, killedAt(last, how)))) break
        kills += 1
        expect(existsSync(join(out, 'skein.json'))).toBe(false)
        // The last line of the journal may be cut off too.
        const journal = journalFile(out)
        truncateSync(journal, Math.max(0, readFileSync(journal).length - tornBytes))
      }
      await runInline(plan)
      expect(withoutUnfinished(filesIn(out))).toEqual(expected)
    }),
    // A seed of its own, so that the number of kills is always the same.
    { numRuns: 13, seed: 13 },
  )
  expect(kills).toBeGreaterThanOrEqual(50)
})

function withoutUnfinished(files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...files].filter(([name]) => !name.endsWith('.unfinished')))
}

it('[IP7] the process itself is killed, and then finishes', async () => {
  const size: Vec3 = [150, 150, 140]
  const labels = Uint16Array.from({ length: 150 * 150 * 140 }, (_, i) => 1 + Math.floor((i % 150) / 25))
  const wish = rig.wish({ out: rig.path('whole'), name: 'same', labels: rig.raw('l.raw', 'labels', labels, size) })
  await importInline(wish)
  const out = rig.path('out')
  const args = ['--labels', rig.path('l.raw'), '--shape', size.join(), '--labels-type', 'uint16', '--name', 'same']
  // The process kills itself while it says how far it is, so that nothing depends on how fast it is.
  const script = `
    import { runImportCommand } from ${JSON.stringify(pathToFileURL('tools/import/import-command.ts').href)}
    const [killAtLine, ...args] = process.argv.slice(2)
    let lines = 0
    const write = () => {
      lines += 1
      if (lines === Number(killAtLine)) process.kill(process.pid, 'SIGKILL')
    }
    const signal = new AbortController().signal
    const io = { folder: process.cwd(), out: { write }, error: process.stderr, signal }
    process.exitCode = await runImportCommand(args, io)
  `
  writeFileSync(rig.path('killed.mjs'), script)
  const run = (killAtLine: number) => {
    const options = ['--voxel-size', '8,8,8', '--json', '--workers', '2']
    const command = [rig.path('killed.mjs'), String(killAtLine), out, ...args, ...options]
    return spawnSync(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  for (const line of [1, 2]) {
    expect(run(line).signal).toBe('SIGKILL')
    expect(existsSync(join(out, 'skein.json'))).toBe(false)
  }
  expect(run(0).status).toBe(0)
  expect(withoutUnfinished(filesIn(out))).toEqual(filesIn(rig.path('whole')))
})

it('[IP7] a journal is read up to the first line that is none', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]+\/\d+$/)), fc.string(), (tasks, junk) => {
      const lines = ['{"plan":"p"}', ...tasks.map((task) => JSON.stringify({ done: task }))].map((line) => `${line}\n`)
      const good = lines.join('')
      const read = readLines(`${good}${junk}`)
      expect(read.mark).toBe('p')
      expect(read.done.slice(0, tasks.length)).toEqual(tasks)
      if (!junk.includes('\n')) expect(read).toEqual({ mark: 'p', done: tasks, bytes: Buffer.byteLength(good) })
      for (let end = 0; end < good.length; end += 7) {
        const cut = readLines(good.slice(0, end))
        expect(tasks.slice(0, cut.done.length)).toEqual(cut.done)
        expect(cut.bytes).toBeLessThanOrEqual(end)
      }
    }),
  )
  expect(readLines('nonsense\n{"plan":"p"}\n')).toEqual({ mark: undefined, done: [], bytes: 0 })
})

it('[IP8] an unfinished import is not gone on with under other settings or with another input', async () => {
  const out = rig.path('out')
  const wish = smallWish(out)
  const plan = await planImport(wish)
  await runUntilKilled(plan, killedAt(9, 'after'))
  const again = async (parts: Partial<ImportWish>) => {
    const other = await planImport({ ...wish, ...parts })
    return runInline(other).then(
      () => 'went on',
      (error: unknown) => problemOf(error)?.message,
    )
  }
  expect(await again({ voxelSize: [4, 4, 40] })).toContain('an unfinished import with other inputs or settings')
  expect(await again({ keepsLabels: true })).toContain('an unfinished import with other')
  writeFileSync(rig.path('l.raw'), new Uint8Array(readFileSync(rig.path('l.raw')).length))
  expect(await again({})).toContain('an unfinished import with other')
})

it('[IP10] on a full disk it says so, keeps what is done, and goes on', async () => {
  const whole = rig.path('whole')
  await importInline(smallWish(whole, { name: 'small' }))
  const out = rig.path('out')
  const plan = await planImport(smallWish(out, { name: 'small' }))
  for (const room of [0, 5, 30]) {
    let writes = 0
    const full: DurableFiles = {
      ...quickFiles,
      async write(file, bytes) {
        writes += 1
        if (writes > room) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
        await quickFiles.write(file, bytes)
      },
    }
    const problem = await runInline(plan, { files: full }).then(
      () => undefined,
      (error: unknown) => problemOf(error),
    )
    expect(problem?.kind).toBe('disk')
    expect(problem?.message).toBe(
      `The disk is full: there is no space for the import in ${out}. Make room, and run the same command again: it goes on where it stopped`,
    )
  }
  await runInline(plan)
  expect(filesIn(out)).toEqual(filesIn(whole))
})

it('[IP11] cancelled, it stops before the next task and leaves no dataset; the same import goes on', async () => {
  const out = rig.path('out')
  const plan = await planImport(smallWish(out))
  const stop = new AbortController()
  let writes = 0
  const files: DurableFiles = {
    ...quickFiles,
    async write(file, bytes) {
      writes += 1
      if (writes === 7) stop.abort()
      await quickFiles.write(file, bytes)
    },
  }
  const error: unknown = await runInline(plan, { files, signal: stop.signal }).catch((reason: unknown) => reason)
  expect(problemOf(error)?.kind).toBe('cancelled')
  expect(writes).toBeLessThan(12)
  expect(existsSync(join(out, 'skein.json'))).toBe(false)
  await runInline(plan)
  expect(existsSync(join(out, 'skein.json'))).toBe(true)
  expect(existsSync(join(out, '.import'))).toBe(false)
})
