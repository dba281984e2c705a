import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractFile } from '@electron/asar'
import { getCurrentFuseWire } from '@electron/fuses'
import { expect, type Page, test } from '@playwright/test'
import { fusesOf } from '../packaging/fuses.ts'
import { archiveOf, packedFiles } from '../packaging/sizes.ts'
import { merge, type Spot, split, undo } from './support/acts.ts'
import { writeInputs } from './support/import-inputs.ts'
import {
  addPerson,
  type InstalledApp,
  PACKAGE,
  type Person,
  programsOf,
  startInstalled,
} from './support/installed-app.ts'
import { waitForView } from './support/launch-app.ts'
import { expectEdits, historyWords, type PlantedError, plantedErrors } from './support/proofreading.ts'
import { pressOnPage } from './support/steer.ts'
import { expectSync } from './support/team.ts'

/**
 * The Debian package of a test build, installed on this machine and removed again. scripts/lib/deb.mjs makes it and says where
 * it is; these tests run in their order, and each goes on where the one before ended.
 */
test.describe.configure({ mode: 'serial' })

const INSTALLED = join('/usr/lib', PACKAGE)
/** Of versions before and after any that is made. */
const OLDER = '0.0.1'
const NEWER = '9999'
/** A system's folders are searched in seconds (ms). */
const FIND_MS = 120_000

let person: Person
let folder: string

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-deb-versions-'))
  person = addPerson()
})

test.afterAll(() => {
  person?.remove()
  spawnSync('dpkg', ['--purge', PACKAGE])
  rmSync(folder, { recursive: true, force: true })
})

function debFile(): string {
  const file = process.env['SKEIN_DEB']
  if (!file) throw new Error('SKEIN_DEB must name the Debian package to test; npm test sets it')
  return file
}

/** A package of the same name with one file, in another version. */
function emptyPackage(version: string): string {
  const tree = join(folder, version)
  mkdirSync(join(tree, 'DEBIAN'), { recursive: true })
  mkdirSync(join(tree, INSTALLED), { recursive: true })
  writeFileSync(join(tree, INSTALLED, `of-${version}`), '')
  const control = { Package: PACKAGE, Version: version, Architecture: 'all', Maintainer: 'x', Description: 'x' }
  const lines = Object.entries(control).map(([name, value]) => `${name}: ${value}\n`)
  writeFileSync(join(tree, 'DEBIAN', 'control'), lines.join(''))
  execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', tree, `${tree}.deb`])
  return `${tree}.deb`
}

/** What dpkg says; it need not wait for the disk. Where dependencies are missing, apt brings them. */
function install(deb: string): string {
  const done = spawnSync('dpkg', ['--force-unsafe-io', '--install', deb], { encoding: 'utf8' })
  if (done.status !== 0) execFileSync('apt-get', ['install', '--fix-broken', '-y', '-qq', '--no-install-recommends'])
  return done.stdout + done.stderr
}

function installedVersion(): string {
  return execFileSync('dpkg-query', ['--show', '--showformat', `\${Version}`, PACKAGE], { encoding: 'utf8' })
}

/** Files and folders of the system, homes aside, that have the package's name. */
function ours(): readonly string[] {
  const places = ['/usr', '/etc', '/opt', '/var/lib']
  const found = execFileSync('find', [...places, '-name', `*${PACKAGE}*`], { encoding: 'utf8', timeout: FIND_MS })
  return found.split('\n').filter((file) => file !== '')
}

test('[PK9] the package installs over an older version, and nothing of that stays', () => {
  install(emptyPackage(OLDER))
  expect(existsSync(join(INSTALLED, `of-${OLDER}`))).toBe(true)
  install(debFile())
  expect(ours().length).toBeGreaterThan(10)
  expect(installedVersion()).toMatch(/~test\.electron\d+$/)
  expect(existsSync(join(INSTALLED, `of-${OLDER}`))).toBe(false)
})

test('[PK2] the installed app holds the bundles and nothing else', async () => {
  const archive = await archiveOf(INSTALLED)
  const files = packedFiles(archive).map((file) => file.path)
  expect(files).toContain('build/main/main.cjs')
  expect(files).toContain('build/page/index.html')
  expect(files.filter((file) => /^build\/import\/.*js$/.test(file))).toEqual(['build/import/import.cjs'])
  const allowed = /^(package\.json|assets\/icon\/256\.png|build\/(main|page|store|sample|import)\/.+)$/
  expect(files.filter((file) => !allowed.test(file))).toEqual([])
  expect(files.filter((file) => /\.tsx?$|\.map$|\.test\.|loader/.test(file))).toEqual([])
  for (const file of files.filter((name) => /\.[cm]?js$/.test(name))) {
    expect(extractFile(archive, file).includes('\n//# sourceMappingURL=data:'), file).toBe(false)
  }
  // Beside the archive there is no app that Electron could load instead.
  expect(readdirSync(join(INSTALLED, 'resources')).sort()).toEqual(['LICENCES.skein.md', 'LICENSE', 'app.asar'])
  const description: unknown = JSON.parse(extractFile(archive, 'package.json').toString())
  expect(description).toMatchObject({ name: PACKAGE, productName: 'Skein Test', skeinBuild: 'test' })
  expect(Object.keys(description ?? {})).not.toContain('dependencies')
})

test('[PK3] the fuses of the installed app read back as they were set', async () => {
  const wire = new Map(Object.entries(await getCurrentFuseWire(join(INSTALLED, PACKAGE))))
  for (const [fuse, isOn] of Object.entries(fusesOf(true))) {
    // The wire has the characters 0 and 1.
    expect(String.fromCharCode(Number(wire.get(fuse))), `fuse ${fuse}`).toBe(isOn ? '1' : '0')
  }
})

test('[PK9] an ordinary user makes the sample, merges, splits, undoes and finds it all after a restart, the sandbox on', async () => {
  test.setTimeout(SAMPLE_MS + 300_000)
  const made = await startInstalled(person, [])
  await expectSandbox()
  await made.page.getByRole('button', { name: /^Make the sample volume/ }).click()
  await expect(made.page).toHaveTitle(/^Sample neuropil/, { timeout: SAMPLE_MS })
  await waitForView(made.page)
  await made.quit()

  const first = await open()
  await expectSync(first.page, 'In sync')
  await work(first.page)
  const history = await historyOf(first.page)
  await first.quit()

  const second = await open()
  await expectEdits(second.page, 3)
  expect(await historyOf(second.page)).toEqual(history)
  await second.quit()
})

/** The sample takes a minute of one processor, which others may want as well (ms). */
const SAMPLE_MS = 540_000

/** Where the app keeps what it makes and what the person does. */
function profile(): string {
  return join(person.home, '.config', 'Skein Test')
}

async function open(): Promise<InstalledApp> {
  const sample = join(profile(), 'sample', 'skein.json')
  const app = await startInstalled(person, ['--open', sample, '--position', '2052,2052,5140', '--scale', '4'])
  await waitForView(app.page)
  return app
}

/** No program is started without the sandbox, and what shows the page has the kernel's filter on and can gain nothing. */
async function expectSandbox(): Promise<void> {
  const programs = programsOf(person)
  expect(programs.length).toBeGreaterThan(1)
  expect(programs.filter(({ args }) => args.includes('--no-sandbox'))).toEqual([])
  const renderers = programs.filter(({ args }) => args.includes('--type=renderer'))
  expect(renderers.length).toBeGreaterThan(0)
  expect(renderers.filter(({ seccomp, mayGainPrivileges }) => seccomp !== '2' || mayGainPrivileges)).toEqual([])
}

async function work(page: Page): Promise<void> {
  await merge(page, ...spotsOf(plantedErrors('false-split')[0]))
  await split(page, ...spotsOf(plantedErrors('false-merge')[0]))
  await undo(page)
  await expectEdits(page, 3)
}

function spotsOf(error: PlantedError | undefined): [Spot, Spot] {
  if (error === undefined) throw new Error('the sample has no error that can be clicked')
  const spot = (index: 0 | 1) => ({
    stand: error.position,
    supervoxel: error.supervoxels[index],
    point: error.points[index],
  })
  return [spot(0), spot(1)]
}

async function historyOf(page: Page): Promise<readonly string[]> {
  await pressOnPage(page, 'h')
  // The merge, and the split with the undo that took it back.
  await expect(historyWords(page)).toHaveCount(2)
  return historyWords(page).allTextContents()
}

test('[PK9, IP15] the installed app imports a stack of PNGs with their labels, in threads of its own', async () => {
  test.setTimeout(IMPORT_MS + 60_000)
  const { sections, labels } = writeInputs(person.home, IMPORTED_SECTIONS)
  const app = await startInstalled(person, [])
  await app.page.getByRole('button', { name: /^Import…/ }).click()
  const dialog = app.page.getByRole('dialog', { name: 'Import' })
  for (const [name, text] of [
    ['Image', sections],
    ['Labels', labels],
    ['Size of a voxel, nm', '10, 10, 10'],
    ['Into the new folder', join(person.home, 'mine')],
  ] as const) {
    await dialog.getByRole('textbox', { name }).fill(text)
  }
  await app.page.keyboard.press('Enter')
  await expect(app.page).toHaveTitle(/^mine/, { timeout: IMPORT_MS })
  await waitForView(app.page)
  await app.quit()
})

/** Of the tissue, so that an import takes few seconds. */
const IMPORTED_SECTIONS = 8
/** A busy machine takes longer (ms). */
const IMPORT_MS = 120_000

test('[PK9] a newer version that is installed gives way only where it is said to', () => {
  install(emptyPackage(NEWER))
  expect(installedVersion()).toBe(NEWER)
  expect(install(debFile())).toMatch(/downgrading skein-test from 9999/)
  expect(installedVersion()).not.toBe(NEWER)
})

test('[PK9] removed, nothing is left but what the person made', () => {
  execFileSync('dpkg', ['--purge', PACKAGE])
  expect(ours()).toEqual([])
  expect(readdirSync(join(person.home, '.config'))).toEqual(['Skein Test'])
  expect(existsSync(join(profile(), 'sample', 'skein.json'))).toBe(true)
  expect(readdirSync(join(profile(), 'journal')).length).toBeGreaterThan(0)
})
