import type { Page } from '@playwright/test'
import { neuronVolume, SIDE, VOXEL_NM } from '../renderer/gl/meshes/testing/neuron-volume.ts'
import { sceneRig } from '../renderer/gl/meshes/testing/scene-rig.ts'
import { elementsOf } from '../renderer/gl/scene/mesh-elements.ts'
import { halvesOf } from '../shared/ids/halves.ts'
import { randomFrom } from '../shared/meshes/scene-needs/testing/toy-scene.ts'
import { type Bench, type Report, summariseSamples } from './bench.ts'
import { SAMPLE, whyAbsent } from './support/bench-datasets.ts'
import { canvasExtent, rest, waitForView, withApp } from './support/skein-app.ts'
import { followDone, RESULT_MS, SETTLED_MS, timeEdit } from './support/time-edit.ts'
import { median, timesLine } from './support/timing.ts'

/**
 * An edit of a segment of thousands of pieces, from the key to the frame that shows it, in slices and on its mesh; against the
 * same edit while the scene is empty.
 */
export const bench: Bench = {
  name: 'edit-scene',
  async run(report, wanted) {
    if (wanted('edit-scene/regroup')) measureRegrouping(report)
    if (!['edit-scene/to-pixels', 'edit-scene/slices-alone', 'edit-scene/turned'].some(wanted)) return
    const absent = whyAbsent(SAMPLE)
    if (absent !== undefined) return report({ name: 'edit-scene', skipped: absent })
    const args = ['--open', SAMPLE.folder, '--layout', '4panel', '--scale', '8']
    await withApp(args, async ({ page }) => {
      await followDone(page)
      const { width, height } = await canvasExtent(page)
      const [glia, dendrite] = CLICKS.map(([x, y]) => ({ x: width * x, y: height * y }))
      const click = (position = { x: 0, y: 0 }) => page.locator('canvas').click({ position, force: true })
      await page.locator('canvas').dblclick({ position: glia!, force: true })
      await waitForView(page, MADE_WITHIN_MS)
      await page.keyboard.press('m')
      await click(glia)
      await click(dendrite)
      await page.getByTestId('banner').filter({ hasText: 'Enter joins' }).waitFor({ timeout: RESULT_MS })
      await timeEdit(page, 'Enter', MADE_WITHIN_MS)
      await page.keyboard.press('Escape')
      await waitForView(page, MADE_WITHIN_MS)
      const { shapes, triangles } = await shown(page)
      const withScene = await timeUndos(page)
      const turned = await timeTurns(page)
      await page.getByRole('button', { name: 'Clear', exact: true }).click()
      await rest(SETTLED_MS)
      const alone = await timeUndos(page)
      const extra = summariseSamples(withScene).p95 - summariseSamples(alone).p95
      const note = `${shapes} supervoxels, ${triangles} triangles; p95 is ${extra.toFixed(1)} ms over that of slices alone`
      const against = { against: 'the same edits in slices alone', ratio: median(alone) / median(withScene) }
      report(timesLine('edit-scene/to-pixels', withScene, { note, ...against }))
      report(timesLine('edit-scene/turned', turned, { note: 'the same scene drawn as a whole, without an edit' }))
      report(timesLine('edit-scene/slices-alone', alone, { note: 'the same edits, with nothing in the scene' }))
    })
  },
}

/** Supervoxels of the made-up neuron. Each is in one block or a few, so it has somewhat more pieces. */
const SUPERVOXELS = 10_000
const EDITS = 40
const MIB = 2 ** 20
const BUDGETS = {
  ...{ gpuBytes: 1, memoryBytes: 1, downloads: 8 },
  meshes: { gpuBytes: 400 * MIB, memoryBytes: 400 * MIB, triangles: 1e8 },
}

/**
 * What the scene adds to the frame of an edit, but for the driver: which pieces are shown is found anew, and the palettes and
 * triangles that are sent are made. Half of a made-up neuron is cut off and put back.
 */
function measureRegrouping(report: Report): void {
  const neuron = neuronVolume(randomFrom(3), SUPERVOXELS)
  const rig = sceneRig(neuron.volume, BUDGETS, neuron.surfaceOf)
  const [whole, half] = [neuron.supervoxels[0]!, neuron.supervoxels[1]!]
  const tell = (supervoxels: BigUint64Array, segmentOf: (supervoxel: bigint) => bigint) =>
    rig.palette.remap(halvesOf(supervoxels), halvesOf(supervoxels.map(segmentOf)))
  rig.palette.watch({
    came: (halves) => tell(new BigUint64Array(halves.buffer), () => whole),
    gone: () => undefined,
  })
  const middle = (SIDE / 2) * VOXEL_NM
  rig.look([middle, middle, middle], 1)
  rig.select([whole])
  rig.settle()
  const pieces = rig.scene.drawn().reduce((sum, { pieces: { length } }) => sum + length, 0)
  const moved = BigUint64Array.from(neuron.supervoxels.filter((_, i) => i % 2 === 1))
  const times: number[] = []
  for (let edit = 0; edit < EDITS; edit++) {
    tell(moved, () => (edit % 2 === 0 ? half : whole))
    const before = performance.now()
    rig.frame()
    for (const { mesh, pieces: shown, context } of rig.scene.drawn()) {
      elementsOf(mesh.mesh, shown, context)
      rig.palette.fill(mesh.dense, new Uint32Array(mesh.dense.length))
    }
    times.push(performance.now() - before)
  }
  const note = `${pieces} pieces of ${SUPERVOXELS} supervoxels, half of them change their segment`
  report(timesLine('edit-scene/regroup', times, { note }))
}

/** Shares of the canvas: in the XY panel, on the glia and on a large dendrite of the sample. */
const CLICKS = [
  [0.25, 0.25],
  [0.3, 0.3],
] as const
/** For meshes that are made from cold, ms. */
const MADE_WITHIN_MS = 300_000
/** The merge is taken back and made again this often. */
const ROUNDS = 15

async function timeUndos(page: Page): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    for (const key of ['Control+z', 'Control+Shift+Z']) {
      const { pressedAtMs, shownAtMs } = await timeEdit(page, key, MADE_WITHIN_MS)
      times.push(shownAtMs - pressedAtMs)
    }
  }
  return times
}

/** Frames of a turn, each waited for by reading a pixel. */
const TURNS = 10

async function timeTurns(page: Page): Promise<readonly number[]> {
  const what = { kind: 'scene', frames: TURNS } as const
  const [, ...times] = await page.evaluate(async (scene) => (await window.SkeinBench?.measure(scene)) ?? [], what)
  await rest(SETTLED_MS)
  return times
}

/** What the last frame drew of selected segments. */
async function shown(page: Page): Promise<{ readonly shapes: number; readonly triangles: number }> {
  return page.evaluate(async () => {
    let shapes = 0
    window.SkeinBench?.watch((frame) => {
      shapes = frame.shapes
    })()
    const triangles = (await window.SkeinBench?.measure({ kind: 'memory' }))?.at(-1) ?? 0
    return { shapes, triangles }
  })
}
