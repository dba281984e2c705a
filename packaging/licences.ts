import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

interface LockEntry {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly optional?: boolean
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|$|-)/i

/**
 * The licences of everything that the bundles are made of: of each package that the lock file calls no development
 * dependency, whether or not the bundler took it.
 * @returns Markdown
 */
export async function thirdPartyLicences(checkout: string): Promise<string> {
  const lock: { packages: Record<string, LockEntry> } = JSON.parse(
    await readFile(path.join(checkout, 'package-lock.json'), 'utf8'),
  )
  const parts = [
    '# Licences of what Skein is made of',
    'Electron and Chromium have files of their own, beside the app.',
  ]
  for (const [place, { version, license, dev, optional }] of Object.entries(lock.packages)) {
    if (place === '' || dev === true || optional === true) continue
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const texts = await licenceTexts(path.join(checkout, place))
    parts.push(`## ${name} ${version} (${license ?? 'no licence named'})`, ...texts.map((text) => text.trim()))
  }
  return `${parts.join('\n\n')}\n`
}

async function licenceTexts(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => LICENCE_FILE.test(name)).sort()
  return Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')))
}
