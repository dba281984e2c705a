import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Bench, Report } from './bench.ts'
import { type BareApp, type BareStart, withBareApp } from './support/bare-app.ts'
import { openArguments, SAMPLE } from './support/bench-datasets.ts'
import { memoryOf, processorTime, processTree } from './support/process-tree.ts'
import { benchEnvironment, electronCommand, projectFolder, rest, withFolder } from './support/skein-app.ts'
import { median, timesLine } from './support/timing.ts'

/** The packaged app against an Electron that shows an empty window: how fast it starts, and what it needs at rest. */
export const bench: Bench = {
  name: 'start',
  async run(report, wanted) {
    const packaged = path.join(projectFolder, 'out', 'Skein Test-linux-x64', 'skein-test')
    if (!existsSync(packaged)) {
      report({ name: 'start', skipped: `there is no ${packaged}: npm run make -- --test-build folder` })
      return
    }
    await withFolder(async (folder) => {
      const blank = await blankApp(folder)
      if (wanted('start/cold')) await measureStarts(packaged, blank, report)
      if (wanted('start/rest')) await measureRest(packaged, blank, report)
    })
  },
}

/** Each is started this often, in turn. */
const RUNS = 7
/** After the first start this long, ms, nothing is left to do: the store has made its database and its first snapshot, and the engines have collected what that left. */
const SETTLED_MS = 90_000
/** Processor time is summed over this many ms. */
const WATCHED_MS = 20_000

const BLANK = `const { app, BrowserWindow } = require('electron')
app.setPath('userData', process.argv.at(-1))
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800, useContentSize: true }).loadFile('blank.html'))`

/** The folder of an app that does nothing beyond a window. */
async function blankApp(folder: string): Promise<string> {
  await writeFile(path.join(folder, 'package.json'), '{ "name": "blank", "version": "0.0.0", "main": "main.cjs" }')
  await writeFile(path.join(folder, 'main.cjs'), BLANK)
  await writeFile(path.join(folder, 'blank.html'), '<!doctype html><title>blank</title>')
  return folder
}

function ofPackage(executable: string, userData: string, more: readonly string[] = []): BareStart {
  const args = [...flags(), '--user-data', userData, ...more]
  // The store of this machine is part of what a person starts.
  const { SKEIN_BENCH: _hook, SKEIN_LOCAL_STORE: _off, ...env } = benchEnvironment()
  return { executable, args, env: { ...env, XDG_DATA_HOME: userData }, page: 'app://' }
}

function ofBlank(blank: string, userData: string): BareStart {
  const { executable } = electronCommand()
  return { executable, args: [...flags(), blank, userData], env: benchEnvironment(), page: 'file://' }
}

function flags(): readonly string[] {
  return electronCommand().args.slice(0, -1)
}

/** Evaluated in the page: the time when the page says that it is there and two frames of it are on screen. */
const there = (isThere: string) => `new Promise((resolve) => {
  const look = () => {
    if (!(${isThere})) return setTimeout(look, 5)
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())))
  }
  look()
})`
const WINDOW = there("document.readyState === 'complete'")
/** The page sets it once it listens to keys and pointer. */
const INTERACTIVE = there('document.documentElement.dataset.view !== undefined')
const COMPLETE = there("document.documentElement.dataset.view === 'complete'")

async function measureStarts(packaged: string, blank: string, report: Report): Promise<void> {
  const ours: number[] = []
  const empty: number[] = []
  const time = (page: string) => async (app: BareApp) => (await app.ask(page)) - app.startedAt
  for (let run = 0; run < RUNS; run++) {
    empty.push(await withFolder((folder) => withBareApp(ofBlank(blank, folder), time(WINDOW))))
    ours.push(await withFolder((folder) => withBareApp(ofPackage(packaged, folder), time(INTERACTIVE))))
  }
  const against = 'an empty Electron window'
  const note = 'from the start of the process, files in the cache of the operating system, a new profile'
  report(timesLine('start/cold', ours, { against, ratio: median(empty) / median(ours), note }))
  report(timesLine('start/cold/empty-window', empty, { note }))
}

async function measureRest(packaged: string, blank: string, report: Report): Promise<void> {
  const ours = await withFolder((folder) => {
    const sample = openArguments(SAMPLE, SAMPLE.folder, '4panel')
    return withBareApp(ofPackage(packaged, folder, sample), (app) => atRest(app, COMPLETE))
  })
  const empty = await withFolder((folder) => withBareApp(ofBlank(blank, folder), (app) => atRest(app, WINDOW)))
  const against = 'an empty Electron window'
  const note = `the sample in four panels, and the store of this machine; ${WATCHED_MS / 1000} s, all processes`
  report(timesLine('start/rest/processor', [ours.share], { unit: '% of one core', note }))
  report(timesLine('start/rest/processor/empty-window', [empty.share], { unit: '% of one core' }))
  const ratio = empty.memory / ours.memory
  report(timesLine('start/rest/memory', [ours.memory], { unit: 'bytes', against, ratio, note: `PSS; ${note}` }))
}

async function atRest(app: BareApp, page: string): Promise<{ readonly share: number; readonly memory: number }> {
  await app.ask(page)
  await rest(SETTLED_MS)
  const pids = processTree(app.pid)
  const before = processorTime(pids)
  await rest(WATCHED_MS)
  return { share: ((processorTime(pids) - before) / WATCHED_MS) * 100, memory: memoryOf(pids) }
}
