import type { Page } from '@playwright/test'
import { historyFacts } from './proofreading.ts'
import { twoFrames } from './steer.ts'

/** An act is answered within this time, or the test fails (ms). */
const ACT_MS = 90_000
/** Of the session's edits, how many mend a doubt; the rest undo and redo. */
const DOUBT_SHARE = 0.25

export function editsShown(page: Page): Promise<number> {
  return page.evaluate(() => {
    const label = document.querySelector('[aria-label^="Edit log: "]')?.getAttribute('aria-label') ?? ''
    return Number(/\d[\d,]*/.exec(label)?.[0].replaceAll(',', '') ?? Number.NaN)
  })
}

/**
 * What came of a key: an edit of this person, a refusal, a message that there is nothing to do, the question whether it is
 * meant, a doubt with its mending shown. `idle`: none of these, and nothing is under way.
 */
type Outcome = 'made' | 'refused' | 'nothing' | 'asked' | 'proposed' | 'idle'

/** Presses a key and waits for what comes of it. */
async function press(page: Page, key: string, ends: readonly Outcome[]): Promise<Outcome> {
  await page.waitForFunction(() => !document.querySelector('[data-acting="true"]'), undefined, { timeout: ACT_MS })
  const before = await page.evaluate(() => {
    // What was said before this key says nothing of it: a new message is a new element.
    for (const old of document.querySelectorAll('.notice span, [data-testid="refusal"]'))
      old.setAttribute('data-old', '')
    return document.querySelector('[aria-label^="Edit log: "]')?.getAttribute('aria-label') ?? ''
  })
  await page.keyboard.press(key)
  await twoFrames(page)
  const outcome = await page.waitForFunction(
    ([label, wanted]) => {
      const textOf = (selector: string) => document.querySelector(selector)?.textContent ?? ''
      const countOf = (text: string) => Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(',', '') ?? 0)
      const isActing = document.querySelector('[data-acting="true"]') !== null
      const edits = document.querySelector('[aria-label^="Edit log: "]')?.getAttribute('aria-label') ?? ''
      const notice = textOf('.notice span:not([data-old])')
      const banner = textOf('[data-testid="banner"]')
      const found = {
        asked: banner.includes('Y or Enter'),
        proposed: / Y (joins|cuts)/.test(banner) && /supervoxel|cuts \d/.test(banner),
        refused: textOf('[data-testid="refusal"]:not([data-old])') !== '',
        nothing: /^(There is nothing|No doubts)/.test(notice),
        made: !isActing && (/Ctrl\+(Shift\+)?Z /.test(notice) || countOf(edits) > countOf(label)),
        idle: !isActing && !banner.includes('Y or Enter'),
      }
      return wanted.find((one) => found[one])
    },
    [before, ends] as const,
    { timeout: ACT_MS },
  )
  return (await outcome.jsonValue()) ?? 'nothing'
}

/** Presses a key that changes the log and says yes where the app asks. Answers whether that made an edit. */
async function act(page: Page, key: string): Promise<boolean> {
  let outcome = await press(page, key, ['asked', 'refused', 'nothing', 'made'])
  // The question goes when the log changes meanwhile: the key then does nothing, or asks again.
  while (outcome === 'asked') outcome = await press(page, 'y', ['refused', 'made', 'asked', 'idle'])
  return outcome === 'made'
}

/**
 * One act of a session: a doubt is mended, or the last act undone, or the last undo done again. Answers whether it made an
 * edit, which is shown then.
 */
export async function sessionStep(page: Page, random: () => number): Promise<boolean> {
  const choice = random()
  if (choice >= DOUBT_SHARE && (await editsShown(page)) > 0) {
    const newest = (await historyFacts(page).first().textContent()) ?? ''
    return act(page, newest.includes('taken back') ? 'Control+Shift+Z' : 'Control+z')
  }
  // A cut must have been shown before it can be made.
  const offered = await press(page, 'n', ['proposed', 'refused', 'nothing'])
  const made = offered === 'proposed' && (await act(page, 'y'))
  // The first takes a question back, the second puts the doubt away.
  for (let i = 0; i < 2; i++) await page.keyboard.press('Escape')
  return made
}
