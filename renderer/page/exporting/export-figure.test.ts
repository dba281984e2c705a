import { expect, it } from 'vitest'
import { exportFigure, readWidth } from './export-figure.ts'
import { savesInMemory } from './testing/saves-in-memory.ts'

const PANEL = { width: 400, height: 300 }

it('[EX8] a figure has the width that was asked for, and the shape of its panel', () => {
  expect(readWidth(' 2000 ', PANEL)).toEqual({ width: 2000, height: 1500 })
  expect(readWidth('1', { width: 4000, height: 1 })).toEqual({ width: 1, height: 1 })
  for (const text of ['', '0', '-5', '1.5', 'wide']) expect(readWidth(text, PANEL), text).toContain('whole number')
  expect(readWidth('9000', PANEL)).toBe('A picture of this panel is at most 4729 pixels wide.')
  expect(readWidth('4729', PANEL)).toEqual({ width: 4729, height: 3547 })
  expect(readWidth('6000', { width: 1, height: 9 })).toContain('at most 910 pixels wide')
  expect(readWidth('100', { width: 0, height: 0 })).toContain('not on screen')
})

it('[EX8, EX13] it is saved, or why not is said; one that is cancelled is not', async () => {
  const request = { panel: '3d', width: 10, transparent: true, scaleBar: true } as const
  const said = async (
    drawn: Uint8Array<ArrayBuffer> | string,
    saves = savesInMemory(),
    aborter = new AbortController(),
  ) => {
    const words: string[] = []
    const say = (text: string) => void words.push(text)
    const parts = { gl: { figure: async () => drawn }, host: saves.host, say, progress: () => undefined }
    await exportFigure(parts, request, aborter.signal)
    return words
  }
  const saves = savesInMemory()
  expect(await said(Uint8Array.of(1), saves)).toEqual(['Saved the picture as skein-3d.png'])
  expect(saves.files.get('skein-3d.png')).toEqual(Uint8Array.of(1))
  expect(await said('This panel is not on screen')).toEqual(['This panel is not on screen.'])
  expect(await said(Uint8Array.of(1), savesInMemory({ isCancelled: true }))).toEqual([])
  expect(await said(Uint8Array.of(1), savesInMemory({ full: true }))).toEqual([
    'The picture was not saved: skein-3d.png could not be written (ENOSPC).',
  ])
  const cancelled = new AbortController()
  cancelled.abort()
  const none = savesInMemory()
  expect([await said(Uint8Array.of(1), none, cancelled), none.files.size]).toEqual([
    ['The export was cancelled. No file was written.'],
    0,
  ])
})
