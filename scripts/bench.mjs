import path from 'node:path'
import { buildIfStale } from './build.mjs'
import { needsVirtualDisplay, startVirtualDisplay } from './lib/display.mjs'
import { node, root, run, runMain } from './lib/process.mjs'
import { ensureSample } from './lib/sample.mjs'
import { setUp } from './setup.mjs'

/** Runs the benchmarks that the arguments name, all without any; prints one JSON object a line. */
async function bench() {
  const electron = await setUp()
  await ensureSample()
  await buildIfStale()
  const virtual = needsVirtualDisplay() ? await startVirtualDisplay() : undefined
  const env = {
    ...process.env,
    SKEIN_ELECTRON: electron.executable,
    SKEIN_ELECTRON_FLAGS: electron.flags.join(' '),
    ...(virtual === undefined ? {} : { DISPLAY: virtual.display }),
  }
  try {
    const { code } = await run(node, [path.join(root, 'bench', 'run.ts'), ...process.argv.slice(2)], { env })
    return code
  } finally {
    virtual?.stop()
  }
}

await runMain(bench)
