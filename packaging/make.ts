import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { api } from '@electron-forge/core'
import { ICON_FOLDER, LICENCE_FILE, OUT, STAND_IN_FOLDER, STAND_IN_VARIABLE } from './forge-config.ts'
import { checkSpace, REFUSAL, withLock } from './guards.ts'
import { writeIcons } from './icons.ts'
import { thirdPartyLicences } from './licences.ts'
import { readMakeArguments } from './make-arguments.ts'
import { partsOf, sizeTable } from './sizes.ts'
import { packStandIn, versionOf } from './stand-in.ts'

/**
 * The work of `npm run make` (scripts/make.mjs sets up what it needs): packages the build in build/ and makes what the
 * arguments name. SKEIN_ELECTRON names the executable that stands in for the official Electron in a test build.
 */
async function make(args: readonly string[]): Promise<void> {
  const { targets, isTest } = readMakeArguments(args, process.platform)
  await checkSpace('.')
  await writeIcons(ICON_FOLDER)
  await mkdir(path.dirname(LICENCE_FILE), { recursive: true })
  await writeFile(LICENCE_FILE, await thirdPartyLicences('.'))
  const standIn = process.env['SKEIN_ELECTRON']
  if (isTest && standIn !== undefined) {
    process.env[STAND_IN_VARIABLE] = await versionOf(standIn)
    await packStandIn(standIn, STAND_IN_FOLDER, await installedElectron())
  } else delete process.env[STAND_IN_VARIABLE]

  const [packaged] = await api.package({ dir: '.', interactive: false })
  if (packaged === undefined) throw new Error('Forge packaged nothing')
  console.log(`\nAn installed app holds:\n${sizeTable(await partsOf(packaged.packagedPath))}\n`)
  console.log(path.relative('.', packaged.packagedPath))
  if (targets.length === 0) return
  const made = await api.make({ dir: '.', interactive: false, fromPackage: true, overrideTargets: [...targets] })
  for (const { artifacts } of made) for (const file of artifacts) console.log(path.relative('.', file))
}

async function installedElectron(): Promise<string> {
  const text = await readFile(path.join('node_modules', 'electron', 'package.json'), 'utf8')
  const { version }: { version: string } = JSON.parse(text)
  return version
}

try {
  await withLock(OUT, () => make(process.argv.slice(2)))
} catch (error) {
  // Forge loads its configuration as modules of its own and wraps what their makers throw: only the words are left.
  if (!(error instanceof Error && error.message.startsWith(REFUSAL))) throw error
  console.error(`\n${error.message}`)
  process.exitCode = 1
}
