import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startCapture } from './capture.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-test-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const SIZE = { width: 2, height: 1 }

/** A window that shows one frame after the other, and then stays at the last. */
function windowShowing(frames: readonly number[], size = SIZE) {
  let at = 0
  return {
    capturePage: async () => {
      const frame = frames[Math.min(at++, frames.length - 1)] ?? 0
      return { getSize: () => size, toBitmap: () => Uint8Array.of(frame), toPNG: () => Uint8Array.of(80, frame) }
    },
    captures: () => at,
  }
}

const wish = () => ({ file: join(folder, 'a.png'), size: SIZE, limitMs: 60_000, pauseMs: 0 })

describe('a capture', () => {
  it('[CA3] saves the first frame that stays, once the page says it is complete', async () => {
    const capture = startCapture(windowShowing([1, 2, 3, 7, 7]), wish())
    capture.reportView({ kind: 'complete' })
    expect(await capture.finished).toBeUndefined()
    expect([...readFileSync(join(folder, 'a.png'))]).toEqual([80, 7])
    expect(readdirSync(folder)).toEqual(['a.png'])
  })

  it('[CA3] ends with what the window shows if it never comes to rest', async () => {
    const shown = windowShowing(Array.from({ length: 100 }, (_, index) => index))
    const capture = startCapture(shown, wish())
    capture.reportView({ kind: 'complete' })
    expect(await capture.finished).toBeUndefined()
    expect(shown.captures()).toBeLessThan(20)
  })

  it('[CA4] tells why, and writes nothing, when the view failed or the window stopped', async () => {
    const failed = startCapture(windowShowing([1]), wish())
    failed.reportView({ kind: 'failed', reason: 'em/info is not JSON' })
    failed.reportView({ kind: 'complete' })
    expect(await failed.finished).toBe('em/info is not JSON')
    const stopped = startCapture(windowShowing([1]), wish())
    stopped.fail('The page stopped')
    expect(await stopped.finished).toBe('The page stopped')
    expect(readdirSync(folder)).toEqual([])
  })

  it('[CA4] tells when the page never reports, when the size is wrong, and when the file cannot be written', async () => {
    const late = startCapture(windowShowing([1]), { ...wish(), limitMs: 1 })
    expect(await late.finished).toMatch(/^not every visible chunk was drawn within/)
    const small = startCapture(windowShowing([1], { width: 1, height: 1 }), wish())
    small.reportView({ kind: 'complete' })
    expect(await small.finished).toMatch(/^the window is 1x1 instead of 2x1/)
    const absent = startCapture(windowShowing([1]), { ...wish(), file: join(folder, 'absent', 'a.png') })
    absent.reportView({ kind: 'complete' })
    expect(await absent.finished).toMatch(/^the picture could not be saved: ENOENT/)
    expect(readdirSync(folder)).toEqual([])
  })
})
