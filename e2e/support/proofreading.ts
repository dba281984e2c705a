import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, type Locator, type Page } from '@playwright/test'
import { chunkFileName } from '../../shared/formats/precomputed/chunk-file-name.ts'
import { decodeChunk } from '../../shared/formats/precomputed/decode-chunk.ts'
import { parsePrecomputedInfo } from '../../shared/formats/precomputed/precomputed-info.ts'
import { cellOf, chunkSizeAt } from '../../shared/volume/chunk-grid.ts'
import { nmOf, panelRect, type Vec3 } from './screen.ts'
import { soonLabelled } from './soon.ts'
import { goTo } from './steer.ts'

/** The sample volume: agglomerated, with planted errors. */
export const SAMPLE = 'sample'

/** Nanometres per pixel of these tests: a voxel of the sample has two pixels. */
const SCALE = 4

/** Opens the sample, its supervoxels two pixels a voxel. */
export const sampleArguments = ['--open', SAMPLE, '--position', '2052,2052,5140', '--scale', String(SCALE)]

export interface PlantedError {
  readonly kind: 'false-split' | 'false-merge'
  readonly supervoxels: readonly [bigint, bigint]
  /** Nanometres: where the two touch. */
  readonly position: Vec3
  /** Two of a false split, one of a false merge. */
  readonly segments: readonly bigint[]
  /** Where each of the two supervoxels can be clicked, in the XY plane of `position`. */
  readonly points: readonly [Vec3, Vec3]
}

interface PlantedRow {
  readonly kind: PlantedError['kind']
  readonly supervoxels: readonly [string, string]
  readonly position: Vec3
  readonly segments: readonly string[]
}

/** Planted errors of a kind both of whose supervoxels can be clicked near by in the XY plane. */
export function plantedErrors(kind: PlantedError['kind']): readonly PlantedError[] {
  const rows: readonly PlantedRow[] = JSON.parse(readFileSync(join(SAMPLE, 'planted.json'), 'utf8'))
  const labelOf = supervoxelReader()
  return rows.flatMap((row): PlantedError[] => {
    if (row.kind !== kind) return []
    const supervoxels = [BigInt(row.supervoxels[0]), BigInt(row.supervoxels[1])] as const
    const [a, b] = supervoxels.map((supervoxel) => pointInside(labelOf, supervoxel, row.position))
    if (!a || !b) return []
    return [{ kind, supervoxels, position: row.position, segments: row.segments.map(BigInt), points: [a, b] }]
  })
}

/** Pixels from the panel's centre within which is clicked: it has at least this many to each side. */
const REACH_PX = 130
/** Of the sample, in XY. */
const VOXEL_NM = 8
/** Voxels of the same supervoxel to each side of one that is clicked. */
const MARGIN_VOXELS = 2

/** The point nearest to `near` in its XY plane that lies well inside the supervoxel and can be clicked. */
function pointInside(labelOf: LabelOf, supervoxel: bigint, near: Vec3): Vec3 | undefined {
  return nearestPoint(near, (point) => labelOf(point) === supervoxel)
}

/** The nearest point beyond the volume that can be clicked: the sample is tissue throughout, and has no background. */
export function outsideNear(near: Vec3): Vec3 | undefined {
  const labelOf = supervoxelReader()
  return nearestPoint(near, (point) => labelOf(point) === undefined)
}

function nearestPoint([x, y, z]: Vec3, isGood: (point: Vec3) => boolean): Vec3 | undefined {
  const steps = Math.floor((REACH_PX * SCALE) / VOXEL_NM)
  let best: { readonly point: Vec3; readonly far: number } | undefined
  for (let dy = -steps; dy <= steps; dy++) {
    for (let dx = -steps; dx <= steps; dx++) {
      const far = dx * dx + dy * dy
      if (best && far >= best.far) continue
      const point: Vec3 = [x + dx * VOXEL_NM, y + dy * VOXEL_NM, z]
      if (isInside(point, isGood)) best = { point, far }
    }
  }
  return best?.point
}

/** Whether the voxels to each side of a point are good as well: a click there cannot miss. */
function isInside([x, y, z]: Vec3, isGood: (point: Vec3) => boolean): boolean {
  const sides = [-MARGIN_VOXELS, 0, MARGIN_VOXELS]
  return sides.every((j) => sides.every((i) => isGood([x + i * VOXEL_NM, y + j * VOXEL_NM, z])))
}

/** Every supervoxel that can be clicked in the XY plane of a point, not far from it, and where. */
export function clickableAround([x, y, z]: Vec3): ReadonlyMap<bigint, Vec3> {
  const labelOf = supervoxelReader()
  const found = new Map<bigint, Vec3>()
  const steps = Math.floor((REACH_PX * SCALE) / VOXEL_NM)
  for (let dy = -steps; dy <= steps; dy += MARGIN_VOXELS) {
    for (let dx = -steps; dx <= steps; dx += MARGIN_VOXELS) {
      const point: Vec3 = [x + dx * VOXEL_NM, y + dy * VOXEL_NM, z]
      const label = labelOf(point)
      if (label === undefined || found.has(label)) continue
      if (isInside(point, (near) => labelOf(near) === label)) found.set(label, point)
    }
  }
  return found
}

type LabelOf = (nm: Vec3) => bigint | undefined

let reader: LabelOf | undefined

/** Supervoxels of the sample at points, from its unsharded copy. */
function supervoxelReader(): LabelOf {
  reader ??= openSupervoxels()
  return reader
}

function openSupervoxels(): LabelOf {
  const folder = join(SAMPLE, 'supervoxels-plain')
  const parsed = parsePrecomputedInfo(JSON.parse(readFileSync(join(folder, 'info'), 'utf8')), join(folder, 'info'))
  if (!parsed.ok) throw new Error(parsed.problem.message)
  const volume = parsed.value
  const scale = volume.scales[0]!
  const { encoding } = scale
  if (encoding.kind === 'jpeg') throw new Error(`${folder} holds no labels`)
  const chunks = new Map<string, LabelOf>()
  return (nm) => {
    const [x, y, z] = [0, 1, 2].map((axis) => Math.floor(nm[axis]! / scale.resolution[axis]!)) as [
      number,
      number,
      number,
    ]
    const cell = cellOf(scale, [x, y, z])
    if (cell === undefined) return undefined
    const name = chunkFileName(scale, cell)
    let read = chunks.get(name)
    if (!read) {
      const bytes = gunzipSync(readFileSync(join(folder, scale.key, `${name.split('/').at(-1)}.gz`)))
      const size = chunkSizeAt(scale, cell)
      const chunk = decodeChunk(bytes, volume, encoding, size, name)
      if (!chunk.ok || chunk.value.kind !== 'labels') throw new Error(`${name} does not decode`)
      const { labels, indices } = chunk.value
      read = ([i, j, k]) => labels[indices[i + size[0] * (j + size[1] * k)]!]!
      chunks.set(name, read)
    }
    const within = (axis: 0 | 1 | 2) => [x, y, z][axis]! - scale.voxelOffset[axis]! - cell[axis] * scale.chunkSize[axis]
    return read([within(0), within(1), within(2)])
  }
}

/** Where a point in the XY plane through `centre` is on the window. */
async function pixelOf(page: Page, centre: Vec3, nm: Vec3): Promise<readonly [number, number]> {
  const rect = await panelRect(page, 'xy')
  const view = { plane: 'xy', rect, centre, nmPerPixel: SCALE } as const
  const [x0, y0] = nmOf(view, 0, 0)
  return [Math.round((nm[0] - x0) / SCALE), Math.round((nm[1] - y0) / SCALE)]
}

/** The status bar's word for a supervoxel under the cursor. */
export function supervoxelUnder(page: Page, id: bigint | undefined): Locator {
  return page.getByRole('button', { name: `Supervoxel in Segments: ${id}. Copy`, exact: true })
}

/** Goes to `centre`, which is then in the middle of the XY panel, and answers what to click for points of its plane. */
export async function standAt(page: Page, centre: Vec3): Promise<PointerAt> {
  await goTo(page, centre)
  const labelOf = supervoxelReader()
  const at = (nm: Vec3) => pixelOf(page, centre, nm)
  return {
    pixel: at,
    click: async (nm) => page.mouse.click(...(await at(nm))),
    seed: async (nm) => {
      await page.keyboard.down('Control')
      await page.mouse.click(...(await at(nm)))
      await page.keyboard.up('Control')
    },
    point: async (nm) => page.mouse.move(...(await at(nm))),
    expectSegment: async (nm, segment) => {
      await page.mouse.move(...(await at(nm)))
      // Both come with one answer: the segment of what was pointed at before is not taken for this one.
      await expect(supervoxelUnder(page, labelOf(nm))).toBeVisible()
      await expect(
        page.getByRole('button', { name: `Segment in Segments: ${segment}. Copy`, exact: true }),
      ).toBeVisible()
    },
  }
}

export interface PointerAt {
  /** Where a point is in the window. */
  pixel(nm: Vec3): Promise<readonly [number, number]>
  /** A click, such as a point of a merge. */
  click(nm: Vec3): Promise<void>
  /** Ctrl+click: a seed of a split. */
  seed(nm: Vec3): Promise<void>
  /** Moves the pointer there. */
  point(nm: Vec3): Promise<void>
  /** The status bar names this segment at this point. */
  expectSegment(nm: Vec3, segment: bigint): Promise<void>
}

export function banner(page: Page): Locator {
  return page.getByTestId('banner')
}

export function refusal(page: Page): Locator {
  return page.getByTestId('refusal')
}

/** Waits until the log has this many edits, as the status bar says, and no act is under way: until then keys are passed over. */
export async function expectEdits(page: Page, edits: number): Promise<void> {
  const label = new RegExp(`^Edit log: ${edits} edits?\\b`)
  await soonLabelled(page, label)
  await expect(page.getByRole('button', { name: label })).toBeVisible()
  await expect(page.locator('[data-acting="true"]')).toHaveCount(0)
}

export function historyWords(page: Page): Locator {
  return page.getByRole('grid', { name: 'Edits, newest first' }).locator('.history-words')
}

/** When, by whom, and what holds today of each row of History. */
export function historyFacts(page: Page): Locator {
  return page.getByRole('grid', { name: 'Edits, newest first' }).locator('.history-facts')
}
