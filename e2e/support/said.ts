import { expect, type Page } from '@playwright/test'

/** What the page has said since it was listened to, also what it no longer shows. */
export interface Said {
  /** Waits until something was said that holds these words. */
  expect(words: string | RegExp): Promise<void>
}

/** Listens to all messages of a page: they go after some seconds, perhaps between two looks of a busy machine. */
export async function listenTo(page: Page): Promise<Said> {
  await page.evaluate(() => {
    const said: string[] = []
    Reflect.set(window, 'said', said)
    const look = () => {
      for (const element of document.querySelectorAll('[role="status"], [role="alert"]')) {
        const text = element.textContent ?? ''
        if (text !== '' && !said.includes(text)) said.push(text)
      }
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  const all = () => page.evaluate(() => String(Reflect.get(window, 'said')))
  return {
    expect: async (words) => {
      if (typeof words === 'string') await expect.poll(all).toContain(words)
      else await expect.poll(all).toMatch(words)
    },
  }
}
