import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildIfStale } from './build.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { findOfficialElectron, resolveElectron } from './lib/electron-runtime.mjs'
import { node, root, run, runMain, SetUpError } from './lib/process.mjs'

/**
 * What Electron may be packaged: the official one, or any in a build that is marked as one for trying out.
 * @param {boolean} isTest
 * @param {{ official: typeof findOfficialElectron, any: typeof resolveElectron }} find
 * @returns {Promise<string>} its executable
 * @throws {SetUpError} when there is none that may be
 */
export async function electronToPackage(isTest, find) {
  if (isTest) return (await find.any()).executable
  const { executable, reason } = await find.official()
  if (executable !== undefined) return executable
  throw new SetUpError(
    'npm run make: there is no Electron that may be packaged. Only the official one of package.json may be, from GitHub or ' +
      `ELECTRON_MIRROR (${reason}; a failed download is tried again after \`rm -r .runtime\`). For a package to try out, ` +
      'marked as such in its name and version, say `npm run make -- --test-build`.',
  )
}

/** Packages the app: `npm run make -- [--test-build] [target ...]`. */
async function make() {
  const args = process.argv.slice(2)
  await ensureDependencies()
  const executable = await electronToPackage(args.includes('--test-build'), {
    official: findOfficialElectron,
    any: resolveElectron,
  })
  await buildIfStale()
  const env = { ...process.env, SKEIN_ELECTRON: executable }
  return (await run(node, [path.join(root, 'packaging', 'make.ts'), ...args], { env })).code
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runMain(make)
