import { buildIfStale } from './build.mjs'
import { runApp } from './lib/app-process.mjs'
import { needsVirtualDisplay, startVirtualDisplay } from './lib/display.mjs'
import { root, runMain } from './lib/process.mjs'
import { ensureSample, sampleFile } from './lib/sample.mjs'
import { readStartArguments } from './lib/start-arguments.mjs'
import { setUp } from './setup.mjs'

async function start() {
  const args = process.argv.slice(2)
  const folder = process.env['INIT_CWD'] ?? process.cwd()
  const { opensSample, needsDisplay } = readStartArguments(args)
  const electron = await setUp({ display: needsDisplay && needsVirtualDisplay() })
  if (opensSample) await ensureSample()
  await buildIfStale()

  const virtual = needsDisplay && needsVirtualDisplay() ? await startVirtualDisplay({ forOneApp: true }) : undefined
  if (virtual !== undefined) console.error(`There is no display: the app draws on a virtual one (${virtual.display}).`)
  const flags = [...electron.flags, ...(needsDisplay ? [] : ['--headless'])]
  const sample = opensSample ? ['--open', sampleFile] : []
  const env = { ...process.env, ...(virtual ? { DISPLAY: virtual.display } : {}) }
  try {
    return await runApp(electron.executable, [...flags, root, ...sample, ...args], env, folder)
  } finally {
    virtual?.stop()
  }
}

await runMain(start)
