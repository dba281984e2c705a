import { expect, type Page } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { test, waitForView } from './support/launch-app.ts'
import { pointerAway } from './support/steer.ts'
import { middleOf } from './support/walk.ts'

const EM = fixture('fib25/em-raw')
const LABELS = fixture('fib25/seg-watershed')

/** Roles that a person acts on; each must have a name for a screen reader. */
const CONTROLS = new Set([
  'button',
  'slider',
  'switch',
  'textbox',
  'radio',
  'checkbox',
  'splitter',
  'menuitem',
  'link',
  'combobox',
  'row',
  'separator',
])

/** Controls of the accessibility tree that can have the focus, as role and name. */
async function controlsOf(page: Page): Promise<{ role: string; name: string }[]> {
  const devtools = await page.context().newCDPSession(page)
  const { nodes } = await devtools.send('Accessibility.getFullAXTree')
  return nodes
    .filter(
      (node) =>
        !node.ignored && node.properties?.some(({ name, value }) => name === 'focusable' && value.value === true),
    )
    .map((node) => ({ role: String(node.role?.value ?? ''), name: String(node.name?.value ?? '') }))
    .filter(({ role }) => CONTROLS.has(role))
}

test('[WK12] every control has a name', async ({ launch }) => {
  const { page } = await launch({ args: ['--open', EM, '--open', LABELS] })
  await waitForView(page)
  const [x, y] = await middleOf(page, 'xy')
  await page.mouse.dblclick(x - 40, y - 40)
  await expect(page.getByRole('grid', { name: 'Selected segments' })).toBeVisible()
  const check = async (what: string, least: number) => {
    const controls = await controlsOf(page)
    expect(
      controls.filter(({ name }) => name.trim() === ''),
      what,
    ).toEqual([])
    expect(controls.length, what).toBeGreaterThanOrEqual(least)
  }
  await check('the window', 30)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /Dataset .*: open another/ }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await check('the menu', 3)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)
  await page.getByRole('button', { name: 'Go to a position' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await check('the go-to dialog', 3)
})

test('[WK13] Tab reaches every control, and its focus is seen', async ({ launch }) => {
  const { page } = await launch({ args: ['--open', EM, '--open', LABELS] })
  await waitForView(page)
  // It is enabled once the histogram is counted, which waits until a view is at rest.
  await expect(page.getByRole('button', { name: 'Auto' })).toBeEnabled()
  await pointerAway(page)
  const reached: string[] = []
  const unseen: string[] = []
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab')
    const name = await page.evaluate(nameOfFocus)
    if (name === undefined || name === reached[0]) break
    reached.push(name)
    if (!(await page.evaluate(looksFocused))) unseen.push(name)
  }
  expect(unseen).toEqual([])
  for (const wanted of [
    /^Dataset fib25/,
    /Layers panel/,
    /Inspector/,
    /Keyboard and mouse/,
    /Show em-raw/,
    /Opacity/,
    /Black/,
    /White/,
    /Auto/,
    /Full range/,
    /Invert/,
    /Smooth when magnified/,
    /Show seg-watershed/,
    /Overlay opacity/,
    /Selected opacity/,
    /Boundaries/,
    /New colours/,
    /Maximise XY/,
    /Width of the left panels/,
    /Height of the upper panels/,
    /Selection/,
    /Go to a position/,
    /^Position /,
    /^Voxel /,
  ]) {
    expect(
      reached.some((name) => wanted.test(name)),
      `${wanted} in ${reached.join(' | ')}`,
    ).toBe(true)
  }
})

/** Runs in the page: the name of what has the focus; undefined for nothing. */
function nameOfFocus(): string | undefined {
  const element = document.activeElement
  if (!element || element === document.body) return undefined
  const ids = (element.getAttribute('aria-labelledby') ?? '').split(' ')
  const labelled = ids
    .map((id) => document.getElementById(id)?.textContent ?? '')
    .join(' ')
    .trim()
  const label = element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? '') : ''
  const name = element.getAttribute('aria-label') ?? (labelled || label || element.textContent || '')
  return name.replace(/\s+/g, ' ').trim()
}

/** Runs in the page: whether what has the focus looks another way than without it. The focus is taken away and given back. */
function looksFocused(): boolean {
  const element = document.activeElement
  if (!(element instanceof HTMLElement)) return false
  const look = () => {
    for (const animation of document.getAnimations()) animation.finish()
    const parts: string[] = []
    // A slider's input is hidden in its thumb, which shows the focus for it.
    for (let at: Element | null = element, up = 0; at && up < 3; at = at.parentElement, up++) {
      for (const one of [at, ...at.querySelectorAll(':scope > i')]) {
        for (const pseudo of [null, '::before', '::after']) {
          const { outlineStyle, outlineColor, outlineWidth, boxShadow, backgroundColor, borderColor } =
            getComputedStyle(one, pseudo)
          parts.push(outlineStyle, outlineColor, outlineWidth, boxShadow, backgroundColor, borderColor)
        }
      }
    }
    return parts.join()
  }
  const focused = look()
  const attributes = [...document.querySelectorAll('[data-focus-visible]')]
  element.blur()
  for (const one of attributes) one.removeAttribute('data-focus-visible')
  const plain = look()
  for (const one of attributes) one.setAttribute('data-focus-visible', 'true')
  element.focus()
  return focused !== plain
}
