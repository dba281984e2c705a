import { expect } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { readGrid, valueAt } from '../fixtures/small-reader.ts'
import { colourOf, greyAt, tinted, within } from './support/expected-pixels.ts'
import { test, waitForView } from './support/launch-app.ts'
import { nmOf, panelRect, takePicture, type Vec3 } from './support/screen.ts'
import { panelPicture, pointerAway, pressOnPage, settle, slideTo } from './support/steer.ts'
import { expectCentre } from './support/walk.ts'

const EM = fixture('fib25/em-raw')
const LABELS = fixture('fib25/seg-watershed')
const CENTRE: Vec3 = [1253, 1253, 1253]

test('[WK5] select by double click, selected only, hide layers, clear', async ({ launch }) => {
  const image = readGrid(EM, 0)
  const labels = readGrid(LABELS, 0)
  const { page } = await launch({
    args: [
      '--open',
      EM,
      '--open',
      LABELS,
      '--contrast',
      '0,255',
      '--layout',
      'xy',
      '--position',
      CENTRE.join(','),
      '--scale',
      '10',
    ],
  })
  await waitForView(page)
  const rect = await panelRect(page, 'xy')
  const view = { plane: 'xy' as const, rect, centre: CENTRE, nmPerPixel: 10 }
  const nmAt = (x: number, y: number) => nmOf(view, x, y)
  const [mx, my] = [Math.round(rect.x + rect.width / 2), Math.round(rect.y + rect.height / 2)]
  // Two points well inside two segments: the same label for five pixels around.
  const inside: [number, number, bigint][] = []
  for (let y = my - 100; y < my + 100 && inside.length < 2; y += 3) {
    for (let x = mx - 100; x < mx + 100 && inside.length < 2; x += 3) {
      const label = valueAt(labels, nmAt(x, y))
      if (typeof label !== 'bigint' || label === 0n || inside.some(([, , other]) => other === label)) continue
      const around = [-5, 0, 5].flatMap((dx) => [-5, 0, 5].map((dy) => valueAt(labels, nmAt(x + dx, y + dy))))
      if (around.every((one) => one === label)) inside.push([x, y, label])
    }
  }
  expect(inside).toHaveLength(2)
  const list = page.getByRole('grid', { name: 'Selected segments' })
  for (const [index, [x, y, label]] of inside.entries()) {
    await page.mouse.dblclick(x, y)
    await expect(list.getByRole('row')).toHaveCount(index + 1)
    await expect(list.getByRole('row', { name: `Segment ${label}` })).toBeVisible()
    await expect(page.getByRole('button', { name: `Segment in seg-watershed: ${label}. Copy` })).toBeVisible()
  }
  const colour = colourOf(inside[0]![2], undefined)!
  const rgb = `rgb(${colour >> 16}, ${(colour >> 8) & 255}, ${colour & 255})`
  await expect(list.locator('.chip-swatch').first()).toHaveCSS('background-color', rgb)

  await pressOnPage(page, 't')
  await test.step('the selected stand out, because the rest steps back to two fifths', async () => {
    await pointerAway(page)
    await settle(page)
    const shown = await takePicture(page)
    const differing: string[] = []
    let compared = 0
    for (let y = my - 100; y < my + 100; y++) {
      for (let x = mx - 100; x < mx + 100; x++) {
        const [label, right, below] = [nmAt(x, y), nmAt(x + 1, y), nmAt(x, y + 1)].map((nm) => valueAt(labels, nm))
        if (label === undefined || label !== right || label !== below) continue
        const grey = greyAt(image, nmAt(x, y))!
        const opacity = inside.some(([, , one]) => one === label) ? 0.35 : 0.3 * 0.4
        const wanted = tinted(grey, colourOf(BigInt(label), grey)!, opacity)
        compared++
        if (!within(1)(shown.at(x, y), wanted)) differing.push(`${shown.at(x, y).toString(16)} ${wanted.toString(16)}`)
      }
    }
    expect(differing.slice(0, 5)).toEqual([])
    expect(compared).toBeGreaterThan(20_000)
  })

  await pressOnPage(page, 's')
  await pressOnPage(page, 'b')
  await slideTo(page, 'Selected opacity', 'End')
  await pointerAway(page)
  await settle(page)
  const picture = await takePicture(page)
  let [coloured, plain, wrong] = [0, 0, 0]
  for (let y = my - 100; y < my + 100; y++) {
    for (let x = mx - 100; x < mx + 100; x++) {
      const label = valueAt(labels, nmAt(x, y))
      const isSelected = inside.some(([, , one]) => one === label)
      const wanted = isSelected ? colourOf(BigInt(label ?? 0n), undefined) : greyAt(image, nmAt(x, y))
      if (picture.at(x, y) !== wanted) wrong++
      else if (isSelected) coloured++
      else plain++
    }
  }
  expect({ wrong }).toEqual({ wrong: 0 })
  expect(coloured).toBeGreaterThan(100)
  expect(plain).toBeGreaterThan(10_000)

  await test.step('the layers by their keys', async () => {
    const em = page.getByRole('button', { name: 'Show em-raw' })
    await pressOnPage(page, '1')
    await expect(em).toHaveAttribute('aria-pressed', 'false')
    await pressOnPage(page, '1')
    await expect(em).toHaveAttribute('aria-pressed', 'true')
    await pressOnPage(page, '2')
    await expect(page.getByRole('button', { name: 'Show seg-watershed' })).toHaveAttribute('aria-pressed', 'false')
    await pressOnPage(page, '2')
  })
  await test.step('back to a selected segment, and away with one', async () => {
    const [x, y, label] = inside[0]!
    await list.getByRole('button', { name: `Go to ${label}` }).click()
    await expectCentre(page, nmOf(view, x - 0.5, y - 0.5), 0.01)
    await list.getByRole('button', { name: `Deselect ${label}` }).click()
    await expect(list.getByRole('row')).toHaveCount(1)
  })
  await pressOnPage(page, 'x')
  await expect(page.getByText('No segment is selected.')).toBeVisible()
})

test('[WK6] new colours change every segment and no tissue, and the last ones come back', async ({ launch }) => {
  const { page } = await launch({
    args: ['--open', EM, '--open', LABELS, '--contrast', '0,255', '--layout', 'xy', '--scale', '10'],
  })
  await waitForView(page)
  const before = await panelPicture(page, 'xy')
  await pressOnPage(page, 'l')
  expect((await panelPicture(page, 'xy')).equals(before)).toBe(false)
  await pressOnPage(page, 'Shift+L')
  expect((await panelPicture(page, 'xy')).equals(before)).toBe(true)
  await pressOnPage(page, 'l')
  await pressOnPage(page, '2')
  const bare = await panelPicture(page, 'xy')
  await pressOnPage(page, 'l')
  expect((await panelPicture(page, 'xy')).equals(bare)).toBe(true)
})
