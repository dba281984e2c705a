import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { node, root, run, runMain, SetUpError } from './process.mjs'
import { hashSources } from './staleness.mjs'

const buildFolder = path.join(root, 'build')
const stampFile = path.join(buildFolder, 'sources.sha256')

/** Whether build/ was made from other sources than there are now. */
export async function isBuildStale() {
  if (!existsSync(path.join(buildFolder, 'main', 'main.cjs'))) return true
  const stamp = await readFile(stampFile, 'utf8').catch(() => '')
  return stamp !== (await hashSources(root))
}

/** Builds in a process of its own under Node 24, when build/ is stale. */
export async function buildIfStale() {
  if (!(await isBuildStale())) return
  const { code } = await run(node, [path.join(root, 'scripts', 'build.mjs')])
  if (code !== 0) throw new SetUpError('The build failed.')
}

/** Builds beside build/ and then takes its place, so that a failed build leaves the last good one. */
async function build() {
  const started = performance.now()
  const { build: viteBuild } = await import('vite')
  const stamp = await hashSources(root)
  const partial = path.join(root, '.cache', `build-${process.pid}`)
  try {
    const page = viteBuild({
      configFile: path.join(root, 'vite.page.config.ts'),
      root: path.join(root, 'renderer', 'page'),
      logLevel: 'warn',
      build: { outDir: path.join(partial, 'page') },
    })
    const electron = ['main', 'preload', 'byte-process'].map((mode) =>
      viteBuild({
        configFile: path.join(root, 'vite.electron.config.ts'),
        root,
        mode,
        logLevel: 'warn',
        build: { outDir: path.join(partial, 'main') },
      }),
    )
    const failed = (await Promise.allSettled([page, ...electron])).filter((result) => result.status === 'rejected')
    if (failed.length > 0)
      throw new SetUpError(failed.map(({ reason }) => reason?.message ?? String(reason)).join('\n'))
    await writeFile(path.join(partial, path.basename(stampFile)), stamp)
    await rm(buildFolder, { recursive: true, force: true })
    await rename(partial, buildFolder)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  console.error(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
  return 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runMain(build)
