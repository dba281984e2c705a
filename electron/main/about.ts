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

/** What there is to say of a build beside its name and version, a line each. */
function linesOf({ electron, isTest }: AboutBuild): readonly string[] {
  return [...(isTest ? ['Test build: not for work'] : []), `Electron ${electron}`, 'Licence: Apache-2.0']
}

/** For the page, whose help says it too: on Linux and Windows the menu is not on screen. */
export function aboutLines(build: AboutBuild): readonly string[] {
  return [`${build.name} ${build.version}`, ...linesOf(build)]
}

/** What the About box says. Linux and Windows have no line for the runtime, so it stands with the licence. */
export function aboutOptions(build: AboutBuild): AboutPanelOptionsOptions {
  return { applicationName: build.name, applicationVersion: build.version, copyright: linesOf(build).join('\n') }
}

/** Whether packaging marked the app in this folder as a test build: `"skeinBuild": "test"` in its package.json. */
export function isTestBuild(appFolder: string): boolean {
  const json: unknown = JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8'))
  return typeof json === 'object' && json !== null && 'skeinBuild' in json && json.skeinBuild === 'test'
}
