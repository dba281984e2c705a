import type { Page } from '@playwright/test'

/** `expect` looks every half second once it has waited a little: as long as most of what is waited for takes (ms). */
export const LOOK_EVERY_MS = 20
/** As long as any other expectation takes. */
const SOON_MS = 40_000

/**
 * Waits until something is so in the page, and finds it sooner than `expect` does. Answers whether it was; an assertion
 * that follows says what is wrong.
 */
export function soon(
  page: Page,
  isSo: (words: readonly string[]) => boolean,
  words: readonly string[] = [],
  timeout = SOON_MS,
): Promise<boolean> {
  return page.waitForFunction(isSo, words, { polling: LOOK_EVERY_MS, timeout }).then(
    () => true,
    () => false,
  )
}

/** Waits for a control with such a label. */
export function soonLabelled(page: Page, label: RegExp, timeout?: number): Promise<boolean> {
  const isThere = ([source = '', flags]: readonly string[]) => {
    const wanted = new RegExp(source, flags)
    return [...document.querySelectorAll('[aria-label]')].some((element) => wanted.test(element.ariaLabel ?? ''))
  }
  return soon(page, isThere, [label.source, label.flags], timeout)
}
