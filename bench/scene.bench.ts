import type { Page } from '@playwright/test'
import { hitOf } from '../renderer/gl/scene/mesh-hit.ts'
import { drawnMesh, plainPalette } from '../renderer/gl/scene/testing/drawn-mesh.ts'
import { tubeMesh } from '../renderer/gl/scene/testing/tube-mesh.ts'
import type { Vec3 } from '../shared/geometry.ts'
import type { Bench, Report } from './bench.ts'
import { randomFrom } from './random.ts'
import { SAMPLE, whyAbsent } from './support/bench-datasets.ts'
import { canvasExtent, rest, waitForView, withApp } from './support/skein-app.ts'
import { rateLine, timesLine } from './support/timing.ts'

/** The 3-D panel alone at 1280 x 800: the time of a picture, its triangles a second, and what a pick takes. */
export const bench: Bench = {
  name: 'scene',
  async run(report, wanted) {
    if (wanted('scene/pick/2m')) measurePicks(report)
    if (!wanted('scene/draw/sample')) return
    const absent = whyAbsent(SAMPLE)
    if (absent === undefined) await measureDraws(report)
    else report({ name: 'scene/draw/sample', skipped: absent })
  },
}

/** Shares of the canvas: in the XY panel, on the glia and on a large dendrite of the sample. */
const CLICKS = [
  [0.25, 0.25],
  [0.3, 0.3],
] as const
/** Between clicks, and between looks whether the first surface is there, ms. */
const CLICK_MS = 1000
const LOOKS = 60
/** For meshes that are made from cold, ms. */
const MADE_WITHIN_MS = 300_000
const ROUNDS = 6
const FRAMES = 10

async function measureDraws(report: Report): Promise<void> {
  const args = ['--open', SAMPLE.folder, '--layout', '4panel', '--size', '1280x800']
  await withApp(args, async ({ page }) => {
    await waitForView(page)
    const { width, height } = await canvasExtent(page)
    for (const [x, y] of CLICKS) {
      await page.locator('canvas').dblclick({ position: { x: width * x, y: height * y }, force: true })
      await rest(CLICK_MS)
    }
    await page.getByText('3D', { exact: true }).first().click()
    for (let i = 0; i < LOOKS && (await measureScene(page))[0] === 0; i++) await rest(CLICK_MS)
    await waitForView(page, MADE_WITHIN_MS)
    const times: number[] = []
    let triangles = 0
    for (let round = 0; round < ROUNDS; round++) {
      const [count = 0, ...each] = await measureScene(page)
      triangles = count
      times.push(...each)
    }
    const note = `${triangles} triangles; turned by 3 degrees each time, and waited for by reading a pixel`
    report(timesLine('scene/draw/sample', times, { note }))
    report(rateLine('scene/draw/sample/triangles', times, { unit: 'Mtriangle/s', perBatch: triangles / 1e6 }))
  })
}

async function measureScene(page: Page): Promise<readonly number[]> {
  return page.evaluate(async ({ what }) => (await window.SkeinBench?.measure(what)) ?? [], {
    what: { kind: 'scene', frames: FRAMES } as const,
  })
}

/** Blocks along each axis, nanometres along a block, tubes in a block: 2 million triangles. */
const BLOCKS = 4
const BLOCK_NM = 4000
const TUBES = 20
const RINGS = 41
const SIDES = 20
const PICKS = 400

/** Rays from one eye into blocks of tubes, all of them shown. */
function measurePicks(report: Report): void {
  const random = randomFrom(3)
  const share = () => random(1e6) / 1e6
  const palette = plainPalette()
  const drawn = Array.from({ length: BLOCKS ** 3 }, (_, i) => {
    const origin: Vec3 = [i % BLOCKS, Math.floor(i / BLOCKS) % BLOCKS, Math.floor(i / BLOCKS ** 2)].map(
      (cell) => cell * BLOCK_NM,
    ) as unknown as Vec3
    const tubes = Array.from({ length: TUBES }, (_, tube) => ({
      label: BigInt(tube + 1),
      path: pathIn(origin, share),
      radius: () => 60 + 40 * share(),
      sides: SIDES,
    }))
    return drawnMesh(tubeMesh(tubes, origin, 1 / 16), () => true, palette)
  })
  const triangles = drawn.reduce((sum, { mesh }) => sum + mesh.mesh.triangles.length / 3, 0)
  const extent = BLOCKS * BLOCK_NM
  const eye: Vec3 = [extent / 2, extent / 2, -2 * extent]
  const times = Array.from({ length: PICKS }, () => {
    const [x, y, z] = [share() * extent - eye[0], share() * extent - eye[1], share() * extent - eye[2]]
    const length = Math.hypot(x, y, z)
    const before = performance.now()
    hitOf({ origin: eye, direction: [x / length, y / length, z / length], from: 0 }, drawn)
    return performance.now() - before
  })
  report(timesLine('scene/pick/2m', times, { note: `${triangles} triangles of ${drawn.length * TUBES} pieces` }))
}

/** A wandering path that stays within a block. */
function pathIn(origin: Vec3, share: () => number): Vec3[] {
  const within = (nm: number) => Math.min(BLOCK_NM - 100, Math.max(100, nm))
  let at = [share() * BLOCK_NM, share() * BLOCK_NM, share() * BLOCK_NM].map(within)
  const direction = [share() - 0.5, share() - 0.5, share() - 0.5]
  return Array.from({ length: RINGS }, () => {
    at = at.map((nm, axis) => {
      direction[axis] = direction[axis]! + (share() - 0.5) * 0.2
      return within(nm + direction[axis]! * 120)
    })
    return [origin[0] + at[0]!, origin[1] + at[1]!, origin[2] + at[2]!]
  })
}
