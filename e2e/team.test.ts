import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { LogEntry } from '../shared/edits/edit.ts'
import { type NaiveBase, type NaiveResult, naiveFold, pointsOf } from '../shared/edits/naive-fold.ts'
import { test, waitForView } from './support/launch-app.ts'
import { MEETINGS, placesAt } from './support/meeting-edits.ts'
import { clickableAround, historyWords, sampleArguments, standAt } from './support/proofreading.ts'
import { openSampleNeurons, type SampleNeurons } from './support/sample-neurons.ts'
import { pointerAway, settle } from './support/steer.ts'
import { committedLog, connect, expectSync, foundTeam, startTeamStore, workOffline } from './support/team.ts'

async function picture(page: Page, name: string): Promise<void> {
  await settle(page)
  await page.screenshot({ path: `test-results/team-${name}.png` })
}

/** What the rules make of a log, read without the app. */
async function foldLog(log: readonly LogEntry[], neurons: SampleNeurons): Promise<NaiveResult> {
  const named = new Set<bigint>()
  for (const { edit } of log) for (const { base } of pointsOf(edit)) named.add(base)
  const bases = new Map<bigint, NaiveBase>()
  for (const base of named) bases.set(base, await neurons.naive(base))
  return naiveFold(bases, log)
}

function needsAttention(page: Page) {
  return page.getByRole('list', { name: 'Needs attention' }).getByRole('article')
}

test('[TM1] two people who worked offline on the same neurons converge, on a third screen too, and conflicts are cards', async ({
  launch,
  folder,
}) => {
  test.setTimeout(600_000)
  const data = join(folder, 'store')
  const tokens = foundTeam(data, { ann: 'proofreader', ben: 'proofreader', cleo: 'viewer' })
  const store = await startTeamStore(data, tokens)
  const { page: ann, errors } = await launch({ args: sampleArguments })
  const { page: ben } = await launch({ args: sampleArguments })
  for (const [page, user] of [
    [ann, 'ann'],
    [ben, 'ben'],
  ] as const) {
    await waitForView(page)
    await connect(page, store, user)
    await expectSync(page, 'In sync')
  }

  // What both have before they part is ben's, for it is his to take back.
  for (const { stand, together } of MEETINGS) await together?.(ben, placesAt(stand))
  await expectSync(ben, 'In sync')
  await expect(historyWords(ann)).toHaveCount(1)
  await picture(ann, '1-edit-of-another')

  await workOffline(ann, true)
  await workOffline(ben, true)
  for (const { stand, first } of MEETINGS) await first(ann, placesAt(stand))
  for (const { stand, second } of [...MEETINGS].reverse()) await second(ben, placesAt(stand))
  await picture(ben, '2-offline')
  await workOffline(ann, false)
  await expectSync(ann, 'In sync')
  await workOffline(ben, false)
  await expectSync(ben, 'Needs attention')
  // All of it is committed, which the status bar says.
  await expect(ben.getByRole('button', { name: /^Edit log: \d+ edits$/ })).toBeVisible()

  const log = await committedLog(store)
  const neurons = await openSampleNeurons()
  const { segmentOf, outcomes } = await foldLog(log, neurons)
  const outcomesOf = (user: string) =>
    log
      .flatMap(({ edit }, i) => (edit.author === user ? [outcomes[i]] : []))
      .map((outcome) => {
        return outcome?.verdict === 'applied' && outcome.changed ? 'changed' : outcome?.verdict
      })
  expect(new Set(outcomesOf('ann'))).toEqual(new Set(['applied']))
  const wanted = [...MEETINGS].reverse().flatMap(({ outcomes: those }) => those)
  expect(outcomesOf('ben')).toEqual(['applied', ...wanted])

  // Each conflict is a card that names what stands against it.
  const conflicts = wanted.filter((outcome) => outcome === 'conflicted').length
  await expectSync(ben, `Needs attention ${conflicts}`)
  await expect(needsAttention(ben)).toHaveCount(conflicts)
  await needsAttention(ben).first().scrollIntoViewIfNeeded()
  await picture(ben, '3-cards')
  await expectSync(ann, 'In sync')

  const { page: cleo } = await launch({ args: sampleArguments })
  await waitForView(cleo)
  await connect(cleo, store, 'cleo')
  await expectSync(cleo, 'In sync')
  for (const page of [ann, ben, cleo]) {
    for (const { stand } of MEETINGS) {
      const here = await standAt(page, stand)
      for (const [supervoxel, point] of clickableAround(stand)) {
        const segment = segmentOf.get(supervoxel)
        if (segment !== undefined) await here.expectSegment(point, segment)
      }
    }
    await pointerAway(page)
  }
  await picture(cleo, '4-third')
  expect(errors).toEqual([])
  await store.stop()
})
