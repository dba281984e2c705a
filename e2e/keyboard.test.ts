import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { merge, split } from './support/acts.ts'
import { pressBy, tabTo, typePlace, walkTo } from './support/by-keyboard.ts'
import { test, waitForView } from './support/launch-app.ts'
import { placesAt } from './support/meeting-edits.ts'
import { banner, expectEdits, plantedErrors, sampleArguments, supervoxelUnder } from './support/proofreading.ts'
import { settle } from './support/steer.ts'
import { badge, connect, expectSync, foundTeam, startTeamStore, type TeamStore } from './support/team.ts'

/** A neuron that both cut, where a merge of the other's holds the two sides together by another path. */
const STAND = [2396, 800, 1780] as const
const [ONE, OTHER, NEAR_ONE] = [72339069014638935n, 72339069014638975n, 72339069014638948n]

async function picture(page: Page, name: string): Promise<void> {
  await settle(page)
  await page.screenshot({ path: `test-results/keyboard-${name}.png` })
}

/** Enter or Y, and Y once more where the app asks. */
async function commitBy(page: Page, key: string, edits: number): Promise<void> {
  await page.keyboard.press(key)
  const asked = banner(page).filter({ hasText: 'Y or Enter' })
  const done = page.getByRole('button', { name: new RegExp(`^Edit log: ${edits} edits?\\b`) })
  await expect(asked.or(done).first()).toBeVisible()
  if (await asked.isVisible()) await page.keyboard.press('y')
  await expectEdits(page, edits)
}

async function connectBy(page: Page, { url, tokens }: TeamStore, user: string): Promise<void> {
  await pressBy(page, badge(page))
  await pressBy(page, page.getByRole('button', { name: 'Connect…' }))
  const address = page.getByRole('dialog').getByRole('textbox', { name: 'Address' })
  await tabTo(page, address)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(url)
  await tabTo(page, page.getByLabel('Token'))
  await page.keyboard.type(tokens.get(user) ?? '')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

async function switchOffline(page: Page): Promise<void> {
  await pressBy(page, badge(page))
  await tabTo(page, page.getByRole('switch', { name: 'Work offline' }))
  await page.keyboard.press(' ')
  await page.keyboard.press('Escape')
}

/** A merge and a split at the crosshair, and an undo. */
async function mendPlantedErrors(page: Page): Promise<void> {
  const [joined] = plantedErrors('false-split')
  const [parted] = plantedErrors('false-merge')
  if (!joined || !parted) throw new Error('the sample has too few planted errors')
  const [a, b] = joined.points
  await typePlace(page, a)
  await expect(supervoxelUnder(page, joined.supervoxels[0])).toBeVisible()
  await page.keyboard.press('m')
  await page.keyboard.press('k')
  await expect(banner(page)).toContainText('click what belongs to it')
  await walkTo(page, a, b)
  await expect(supervoxelUnder(page, joined.supervoxels[1])).toBeVisible()
  await page.keyboard.press('k')
  await expect(banner(page)).toContainText('Enter joins')
  await picture(page, '1-merge')
  await commitBy(page, 'Enter', 1)

  const [c, d] = parted.points
  await typePlace(page, c)
  await page.keyboard.press('c')
  await page.keyboard.press('k')
  await expect(banner(page)).toContainText(/side A \(1 seed\)/)
  await walkTo(page, c, d)
  await page.keyboard.press('Shift+K')
  await expect(banner(page)).toContainText('Enter cuts')
  await picture(page, '2-split')
  await commitBy(page, 'Enter', 2)
  await page.keyboard.press('Escape')
  await commitBy(page, 'Control+z', 3)
}

/** Three doubts: one is mended, two are no errors. */
async function answerDoubts(page: Page): Promise<void> {
  for (const answer of ['y', 'x', 'x']) {
    const isShown =
      (await banner(page)
        .filter({ hasText: /^Doubt/ })
        .count()) > 0
    if (!isShown) await page.keyboard.press('n')
    await expect(banner(page)).toContainText(/^Doubt.*\d/)
    const words = await banner(page).textContent()
    await settle(page)
    if (answer === 'y') await commitBy(page, 'y', 4)
    else {
      await page.keyboard.press('x')
      await expect(banner(page)).not.toHaveText(words ?? '')
    }
  }
  await picture(page, '3-doubts')
  await page.keyboard.press('Escape')
  await expect(banner(page)).toHaveCount(0)
}

test('[ED10] a session without a pointer: merge, split, undo, three doubts, and the card of a conflict', async ({
  launch,
  folder,
}) => {
  test.setTimeout(300_000)
  const store = await startTeamStore(
    join(folder, 'store'),
    await foundTeam(join(folder, 'store'), { ann: 'proofreader', ben: 'proofreader' }),
  )
  const { page: ben, errors } = await launch({ args: [...sampleArguments, '--layout', 'xy'] })
  await waitForView(ben)
  await expectEdits(ben, 0)
  await mendPlantedErrors(ben)
  await answerDoubts(ben)

  await connectBy(ben, store, 'ben')
  await expectSync(ben, 'In sync')
  const { page: ann } = await launch({ args: sampleArguments })
  await waitForView(ann)
  await connect(ann, store, 'ann')
  await expectSync(ann, 'In sync')
  await switchOffline(ben)
  await expectSync(ben, 'Offline')

  // Both cut the neuron; ann then joins the two sides by another path.
  const at = placesAt(STAND)
  await split(ann, at(ONE), at(OTHER))
  await merge(ann, at(NEAR_ONE), at(OTHER))
  await expectSync(ann, 'In sync')
  await typePlace(ben, at(ONE).point)
  await ben.keyboard.press('c')
  await ben.keyboard.press('k')
  await expect(banner(ben)).toContainText(/side A \(1 seed\)/)
  await walkTo(ben, at(ONE).point, at(OTHER).point)
  await ben.keyboard.press('Shift+K')
  await expect(banner(ben)).toContainText('Enter cuts')
  await commitBy(ben, 'Enter', 5)
  await ben.keyboard.press('Escape')
  await switchOffline(ben)
  await expectSync(ben, 'Needs attention 1')

  // Into the inspector, through the card, and back to the panels.
  await ben.keyboard.press('i')
  const card = ben.getByRole('list', { name: 'Needs attention' }).getByRole('article')
  await tabTo(ben, card.getByRole('button', { name: 'Your points' }))
  await picture(ben, '4-card')
  await pressBy(ben, card.getByRole('button', { name: 'Let it go' }))
  await expectSync(ben, 'In sync')
  await ben.keyboard.press('Escape')
  await ben.keyboard.press('x')
  await ben.keyboard.press('k')
  await expect(ben.getByRole('grid', { name: 'Selected segments' }).getByRole('row')).toHaveCount(1)
  expect(errors).toEqual([])
  await store.stop()
})
