import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type BuildKind, TEST_MARK } from './build-kind.ts'

/** What goes into the archive of the app: what `npm run build` made, and the window's icon. Nothing of node_modules. */
const PACKAGED = ['/package.json', '/build', '/assets', '/assets/icon', '/assets/icon/256.png']
/** Of those, what only the build itself has use for. */
const LEFT_OUT = ['/build/sources.sha256']

/** Whether the packager leaves a path of the checkout out; paths begin with a slash, and the checkout's own is empty. */
export function isLeftOut(file: string): boolean {
  if (file === '') return false
  const isPackaged = PACKAGED.includes(file) || file.startsWith('/build/')
  return !isPackaged || LEFT_OUT.includes(file)
}

/** Where a package gets updates from; the app reads it from its package.json. */
export interface UpdateSource {
  readonly feed: string
  /** Ed25519, SPKI as base64. */
  readonly publicKey: string
}

/** The package.json of the packaged app: what Electron and the app read, and no scripts or dependencies. */
export function packagedDescription(
  own: Readonly<Record<string, unknown>>,
  kind: BuildKind,
  update: UpdateSource | undefined,
) {
  const { description, license, main, type } = own
  return {
    name: kind.name,
    productName: kind.productName,
    version: kind.version,
    description,
    license,
    main,
    type,
    // Linux: windows belong to this desktop entry.
    desktopName: `${kind.name}.desktop`,
    ...(kind.isTest ? { skeinBuild: TEST_MARK } : {}),
    ...(update === undefined ? {} : { skeinUpdate: update }),
  }
}

/** A source map inside a bundle holds the sources; it doubles the bundle. */
const INLINE_SOURCE_MAP = /\n\/\/# sourceMappingURL=data:[^\n]*\n?$/

/** A bundle without the source map at its end. */
export function withoutSourceMap(text: string): string {
  return text.replace(INLINE_SOURCE_MAP, '\n')
}

/** Makes a copied checkout the app: its package.json trimmed, its bundles without source maps. */
export async function trimApp(folder: string, kind: BuildKind, update: UpdateSource | undefined): Promise<void> {
  const description = path.join(folder, 'package.json')
  const own: Record<string, unknown> = JSON.parse(await readFile(description, 'utf8'))
  await writeFile(description, `${JSON.stringify(packagedDescription(own, kind, update), undefined, 2)}\n`)
  for (const entry of await readdir(path.join(folder, 'build'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.[cm]?js$/.test(entry.name)) continue
    const file = path.join(entry.parentPath, entry.name)
    const text = await readFile(file, 'utf8')
    if (INLINE_SOURCE_MAP.test(text)) await writeFile(file, withoutSourceMap(text))
  }
}

/** The app speaks English; Chromium falls back to this one where the system asks for another. */
const LOCALE = 'en-US.pak'

/** Removes Chromium's words in other languages, where they are files in a folder (Linux, Windows). */
export async function trimLocales(folder: string): Promise<void> {
  const locales = path.join(folder, 'locales')
  const names = await readdir(locales).catch((): string[] => [])
  await Promise.all(names.filter((name) => name !== LOCALE).map((name) => rm(path.join(locales, name))))
}
