import { expect, it } from 'vitest'
import type { Result } from '../../../shared/problem.ts'
import { exportFigure, readWidth } from './export-figure.ts'

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

it('[EX8] it is saved, or why not is said', async () => {
  const request = { panel: '3d', width: 10, transparent: true, scaleBar: true } as const
  const said = async (
    drawn: Uint8Array<ArrayBuffer> | string,
    saved: Result<string | null> = { ok: true, value: 'a.png' },
  ) => {
    const words: string[] = []
    const host = { saveBytes: async () => saved }
    await exportFigure({ gl: { figure: async () => drawn }, host, say: (text) => void words.push(text) }, request)
    return words
  }
  expect(await said(Uint8Array.of(1))).toEqual(['Saved the picture as a.png'])
  expect(await said('This panel is not on screen')).toEqual(['This panel is not on screen.'])
  expect(await said(Uint8Array.of(1), { ok: true, value: null })).toEqual([])
  const problem = { kind: 'disk', message: 'a.png could not be written (EACCES)' } as const
  expect(await said(Uint8Array.of(1), { ok: false, problem })).toEqual([
    'The picture was not saved: a.png could not be written (EACCES).',
  ])
})
