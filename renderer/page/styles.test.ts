import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const PAGE = 'renderer/page'
/** The frame's classes serve all components. */
const SHARED = 'frame'

const folders = readdirSync(PAGE, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []))

/** The text of a folder's files of these kinds, without tests. */
function textOf(folder: string, kinds: RegExp): string {
  const names = readdirSync(join(PAGE, folder)).filter((name) => kinds.test(name) && !name.includes('.test.'))
  return names.map((name) => readFileSync(join(PAGE, folder, name), 'utf8')).join('\n')
}

/** Classes that a style sheet styles wherever they stand: a selector that is nothing but one class. */
function looseClasses(css: string): readonly string[] {
  const plain = css.replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const selectors = [...plain.matchAll(/([^{}]+)\{/g)].flatMap(([, list = '']) => list.split(','))
  return [...new Set(selectors.flatMap((one) => /^\.([\w-]+)$/.exec(one.trim())?.[1] ?? []))]
}

/** Whether a script says this word in quotes, alone or among other classes: it may become a class of an element. */
function says(code: string, word: string): boolean {
  return new RegExp(`(['"\`\\s}])${word}(?=['"\`\\s$])`).test(stringsOf(code))
}

function stringsOf(code: string): string {
  const strings = code.replaceAll(/^import .*$/gm, '').matchAll(/'[^'\n]*'|"[^"\n]*"|`[^`]*`/g)
  return Array.from(strings, ([text]) => (/^.[\w\s${}.:?'-]*.$/.test(text) ? text : '')).join('\n')
}

describe('the style sheets', () => {
  it('[UI60] styles belong to their component: no folder says a class that another styles wherever it stands', () => {
    const leaks = folders.flatMap((folder) => {
      if (folder === SHARED) return []
      const others = folders.filter((one) => one !== folder).map((one) => textOf(one, /\.tsx?$/))
      return looseClasses(textOf(folder, /\.css$/))
        .filter((word) => others.some((code) => says(code, word)))
        .map((word) => `${folder}: .${word}`)
    })
    expect(leaks).toEqual([])
  })

  it('[UI60] a class alone is found, one within a component is not', () => {
    expect(looseClasses('.a,\n.b c { } .d .e { } .f.g { } /* .h { } */ .i-j { }')).toEqual(['a', 'i-j'])
  })
})
