import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { underNode24 } from './lib/dependencies.mjs'
import { node, root, run, runMain, SetUpError } from './lib/process.mjs'
import { hashSources } from './lib/staleness.mjs'

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

/** The folders of build/ beside the page, and the entries of vite.electron.config.ts that go there. */
const parts = {
  main: ['main', 'preload', 'byte-process'],
  store: ['store', 'snapshot-worker'],
  sample: ['sample'],
  import: ['import'],
}

/** Files that are read at run time from the folder of the bundle, by the folder of build/ and the package. */
const dataFiles = [
  { part: 'store', from: '@electric-sql/pglite', files: ['pglite.wasm', 'pglite.data', 'initdb.wasm'] },
  { part: 'sample', from: '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs', files: ['libjpegturbowasm.wasm'] },
  { part: 'import', from: '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs', files: ['libjpegturbowasm.wasm'] },
  { part: 'sample', from: './tools/neuropil/sample-version.json', files: ['sample-version.json'] },
]

/** @param {string} folder */
function startElectronBuilds(folder) {
  const builds = Object.entries(parts).flatMap(([part, modes]) =>
    modes.map(async (mode) => {
      const { build } = await import('vite')
      const configFile = path.join(root, 'vite.electron.config.ts')
      return build({ configFile, root, mode, logLevel: 'warn', build: { outDir: path.join(folder, part) } })
    }),
  )
  return [...builds, copyDataFiles(folder)]
}

/** @param {string} folder */
async function copyDataFiles(folder) {
  const { resolve } = createRequire(path.join(root, 'package.json'))
  for (const { part, from, files } of dataFiles) {
    await mkdir(path.join(folder, part), { recursive: true })
    const source = path.dirname(resolve(from))
    await Promise.all(files.map((file) => copyFile(path.join(source, file), path.join(folder, part, file))))
  }
}

/** @param {string} folder */
async function startPageBuild(folder) {
  const { build } = await import('vite')
  const configFile = path.join(root, 'vite.page.config.ts')
  const pageRoot = path.join(root, 'renderer', 'page')
  return build({ configFile, root: pageRoot, logLevel: 'warn', build: { outDir: path.join(folder, 'page') } })
}

/**
 * @param {readonly Promise<unknown>[]} builds
 * @throws {SetUpError} with the messages of all that failed
 */
async function finish(builds) {
  const failed = (await Promise.allSettled(builds)).filter((result) => result.status === 'rejected')
  if (failed.length > 0) throw new SetUpError(failed.map(({ reason }) => reason?.message ?? String(reason)).join('\n'))
}

/** Builds only what is not the page, in place: the development server has the page. The next start builds anew. */
export async function buildElectronSide() {
  await rm(stampFile, { force: true })
  await finish(startElectronBuilds(buildFolder))
}

/** Builds beside build/ and then takes its place, so that a failed build leaves the last good one. */
async function build() {
  const started = performance.now()
  const stamp = await hashSources(root)
  const partial = path.join(root, '.cache', `build-${process.pid}`)
  try {
    await finish([startPageBuild(partial), ...startElectronBuilds(partial)])
    await writeFile(path.join(partial, path.basename(stampFile)), stamp)
    await rm(buildFolder, { recursive: true, force: true })
    await rename(partial, buildFolder)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  console.error(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
  return 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runMain(() => underNode24(build))
