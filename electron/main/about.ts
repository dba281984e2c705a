import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AboutPanelOptionsOptions } from 'electron'

export interface AboutBuild {
  readonly name: string
  readonly version: string
  readonly electron: string
  /** A build for trying out, as packaging marked it. */
  readonly isTest: boolean
}

/** What the About box says. Linux and Windows have no line for the runtime, so it stands with the licence. */
export function aboutOptions({ name, version, electron, isTest }: AboutBuild): AboutPanelOptionsOptions {
  const lines = [`Electron ${electron}`, 'Licence: Apache-2.0']
  return {
    applicationName: name,
    applicationVersion: version,
    copyright: (isTest ? ['Test build: not for work', ...lines] : lines).join('\n'),
  }
}

/** Whether packaging marked the app in this folder as a test build: `"skeinBuild": "test"` in its package.json. */
export function isTestBuild(appFolder: string): boolean {
  const json: unknown = JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8'))
  return typeof json === 'object' && json !== null && 'skeinBuild' in json && json.skeinBuild === 'test'
}
