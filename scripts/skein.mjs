#!/usr/bin/env node
import path from 'node:path'
import { ensureDependencies } from './lib/dependencies.mjs'
import { node, root, run, runMain } from './lib/process.mjs'

/** Runs the command-line programs: see `npx skein --help`. Paths are from where it was called. */
async function skein() {
  await ensureDependencies()
  // Ctrl+C goes to all of a terminal's programs: the tool stops by itself, and this one waits for it.
  process.on('SIGINT', () => {})
  return (await run(node, [path.join(root, 'tools', 'skein.ts'), ...process.argv.slice(2)], { cwd: process.cwd() }))
    .code
}

await runMain(skein)
