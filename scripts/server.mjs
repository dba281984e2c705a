import path from 'node:path'
import { underNode24 } from './lib/dependencies.mjs'
import { node, root, run, runMain } from './lib/process.mjs'

/** Runs the central store, or one of its commands: see `npm run server -- --help`. Paths are from where npm was called. */
async function server() {
  const cwd = process.env['INIT_CWD'] ?? process.cwd()
  return (await run(node, [path.join(root, 'server', 'main.ts'), ...process.argv.slice(2)], { cwd })).code
}

await runMain(() => underNode24(server))
