import type { Page } from '@playwright/test'
import { banner, historyWords } from './proofreading.ts'

/** An act is answered within this time, or it was none (ms). */
const ACT_MS = 45_000
/** Of the session's edits, how many mend a doubt; the rest undo and redo. */
const DOUBT_SHARE = 0.25

export function editsShown(page: Page): Promise<number> {
  return page.evaluate(() => {
    const label = document.querySelector('[aria-label^="Edit log: "]')?.getAttribute('aria-label') ?? ''
    return Number(/\d[\d,]*/.exec(label)?.[0].replaceAll(',', '') ?? Number.NaN)
  })
}

/** Presses a key that changes the log, says yes where the app asks, and waits until one more edit is shown. */
async function act(page: Page, key: string): Promise<void> {
  const before = await editsShown(page)
  await page.keyboard.press(key)
  const answer = await page.waitForFunction(
    (count) => {
      const label = document.querySelector('[aria-label^="Edit log: "]')?.getAttribute('aria-label') ?? ''
      if (Number(/\d[\d,]*/.exec(label)?.[0].replaceAll(',', '')) > count) return 'done'
      if (document.querySelector('[data-testid="refusal"]')) return 'refused'
      return document.querySelector('.tool-line.ask') ? 'asked' : false
    },
    before,
    { timeout: ACT_MS },
  )
  if ((await answer.jsonValue()) === 'asked') {
    await page.keyboard.press('y')
    await page.waitForFunction(() => !document.querySelector('.tool-line.ask'), undefined, { timeout: ACT_MS })
  }
}

/** One edit of a session: a doubt is mended, or the last act undone, or the last undo done again. */
export async function sessionStep(page: Page, random: () => number): Promise<void> {
  const choice = random()
  if (choice >= DOUBT_SHARE && (await editsShown(page)) > 0) {
    const newest = (await historyWords(page).first().textContent()) ?? ''
    return act(page, newest.endsWith('(undo)') ? 'Control+Shift+Z' : 'Control+z')
  }
  await page.keyboard.press('n')
  // A cut must have been shown before it can be made.
  await banner(page)
    .filter({ hasText: /(supervoxel|cost).* Y (joins|cuts)/ })
    .waitFor({ timeout: ACT_MS })
  await act(page, 'y')
  await page.keyboard.press('Escape')
}
