import type { Page } from '@playwright/test'
import { pressOnPage } from '../../../e2e/support/steer.ts'
import { middleOf, pointedAt } from '../../../e2e/support/walk.ts'
import type { Vec3 } from '../../../shared/geometry.ts'

/** What the page shows once a key has had its effect. */
export interface Shown {
  /** `doubt`: one is on screen with what its mending would do. `asked`: `Y` once more. `over`: none is left. */
  readonly kind: 'doubt' | 'asked' | 'refused' | 'over'
  readonly banner: string
  /** From the key to there, seconds. */
  readonly waitS: number
}

/** A busy machine, and the ranking of all doubts (ms). */
const SHOWN_MS = 120_000
/** Between two looks (ms): the resolution of a wait. */
const LOOK_EVERY_MS = 10

/** Presses a key of the queue, and waits for what comes of it with the slices whole. */
export async function pressInQueue(page: Page, key: string): Promise<Shown> {
  const before = await page.evaluate(() => document.querySelector('[data-testid="banner"]')?.textContent ?? '')
  const began = performance.now()
  await pressOnPage(page, key)
  const found = await page.waitForFunction(
    (old) => {
      const textOf = (selector: string) => document.querySelector(selector)?.textContent ?? ''
      const banner = textOf('[data-testid="banner"]')
      if (document.querySelector('[data-acting="true"]') !== null) return false
      if (banner.includes('Y or Enter')) return { kind: 'asked', banner } as const
      if (textOf('[data-testid="refusal"]') !== '') return { kind: 'refused', banner } as const
      const isWhole = ['slices', 'complete'].includes(document.documentElement.dataset['view'] ?? '')
      const isDoubt = / Y (joins|cuts)/.test(banner) && /supervoxel|cuts \d/.test(banner)
      if (isDoubt && banner !== old && isWhole) return { kind: 'doubt', banner } as const
      const isOver = /No doubts? .*left|on from the first|only doubt left/.test(textOf('.notice'))
      return isOver && ({ kind: 'over', banner } as const)
    },
    before,
    { polling: LOOK_EVERY_MS, timeout: SHOWN_MS },
  )
  const value = await found.jsonValue()
  if (value === false) throw new Error('bug: nothing was waited for')
  return { ...value, waitS: (performance.now() - began) / 1000 }
}

/** The place of the doubt that is shown: it lies in the middle of every panel. */
export async function placeOfDoubt(page: Page): Promise<Vec3> {
  await page.mouse.move(5, 5)
  await page.mouse.move(...(await middleOf(page, 'xy')))
  return pointedAt(page)
}
