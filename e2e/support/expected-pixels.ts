import { expect, type Page } from '@playwright/test'
import { type Grid, valueAt } from '../../fixtures/small-reader.ts'
import { segmentColour } from '../../shared/view/labels/segment-colours.ts'
import {
  type Comparison,
  comparePanel,
  greyPixel,
  nmOf,
  type Plane,
  panelMask,
  panelRect,
  takePicture,
  type Vec3,
  type View,
} from './screen.ts'

export const PLANES: readonly Plane[] = ['xy', 'xz', 'yz']

/** What a point in nanometres looks like, packed 0xRRGGBB; undefined where nothing is expected. */
export type Expected = (nm: Vec3) => number | undefined
export type Accept = (found: number, wanted: number) => boolean
export type Camera = Pick<View, 'centre' | 'nmPerPixel'>

export function greyAt(image: Grid, nm: Vec3): number | undefined {
  const value = valueAt(image, nm)
  return value === undefined ? undefined : greyPixel(Number(value))
}

/** The colour of a label at full opacity, with the default colour seed. Label 0 is nobody's: `under` shows. */
export function colourOf(label: bigint, under: number | undefined): number | undefined {
  return label === 0n ? under : segmentColour(Number(label >> 32n), Number(label & 0xffffffffn), 0)
}

export function labelAt(labels: Grid, image: Grid, nm: Vec3): number | undefined {
  const label = valueAt(labels, nm)
  return label === undefined ? undefined : colourOf(BigInt(label), greyAt(image, nm))
}

/** A colour over another one, each part rounded to 8 bits. */
export function tinted(under: number, colour: number, opacity: number): number {
  const part = (shift: number) =>
    Math.round((1 - opacity) * ((under >> shift) & 255) + opacity * ((colour >> shift) & 255)) << shift
  return part(16) | part(8) | part(0)
}

/** Whether every part of two colours differs by at most this many levels. */
export function within(levels: number): Accept {
  return (found, wanted) =>
    [16, 8, 0].every((shift) => Math.abs(((found >> shift) & 255) - ((wanted >> shift) & 255)) <= levels)
}

/** Comparisons of the three panels, added up over several views. */
export interface PlaneSums {
  /** Takes a picture and compares the planes, which are on screen. */
  compare(page: Page, camera: Camera, expected: Expected, accept?: Accept): Promise<void>
  /** No difference in any plane, and at least this many pixels compared in each. */
  expectNone(what: string, least: number): void
}

export function createPlaneSums(planes: readonly Plane[] = PLANES): PlaneSums {
  const sums = new Map<Plane, Comparison>(planes.map((plane) => [plane, { compared: 0, different: 0, examples: [] }]))
  return {
    compare: async (page, camera, expected, accept) => {
      const picture = await takePicture(page)
      for (const [plane, sum] of sums) {
        const view = { ...camera, plane, rect: await panelRect(page, plane) }
        const one = comparePanel(picture, view, await panelMask(page, plane), expected, accept)
        sum.compared += one.compared
        sum.different += one.different
        sum.examples.push(...one.examples)
      }
    },
    expectNone: (what, least) => {
      for (const [plane, { compared, different, examples }] of sums) {
        expect({ what, plane, different, examples }).toEqual({ what, plane, different: 0, examples: [] })
        expect(compared, `${what}, ${plane}: pixels compared`).toBeGreaterThanOrEqual(least)
      }
    },
  }
}

/** Points looked at in each panel. */
const POINTS_PER_PANEL = 4

export interface HoverCheck {
  readonly camera: Camera
  /** The layer's name in the status bar. */
  readonly layer: string
  readonly kind: 'Supervoxel' | 'Value'
  /** What the files say at a point. It is left out where that is undefined or label 0. */
  readonly value: (nm: Vec3) => number | bigint | undefined
  readonly planes?: readonly Plane[]
  /** The part of a panel, around its centre, that is pointed at. */
  readonly part?: number
}

/** Points at places spread over each panel by a fixed rule and reads the status bar. Returns how many were compared. */
export async function checkHover(
  page: Page,
  { camera, layer, kind, value, planes = PLANES, part = 0.8 }: HoverCheck,
): Promise<number> {
  let compared = 0
  for (const plane of planes) {
    const rect = await panelRect(page, plane)
    const view = { ...camera, plane, rect }
    let found = 0
    for (let i = 1; found < POINTS_PER_PANEL; i++) {
      if (i > 1000) throw new Error(`the ${plane} panel shows too little tissue to point at`)
      // Multiples of 1/p and 1/p^2, where p^3 = p + 1: spread evenly over the plane, never on a line.
      const x = Math.floor(rect.x + rect.width * (0.5 + part * (((i * 0.7549) % 1) - 0.5)))
      const y = Math.floor(rect.y + rect.height * (0.5 + part * (((i * 0.5698) % 1) - 0.5)))
      // The pointer is at the pixel's corner, not at its centre.
      const wanted = value(nmOf(view, x - 0.5, y - 0.5))
      // Label 0 is nobody's, and no supervoxel is named there.
      if (wanted === undefined || wanted === 0n) continue
      await page.mouse.move(x, y)
      await expect(
        page.getByRole('button', { name: `${kind} in ${layer}: ${wanted}. Copy`, exact: true }),
      ).toBeVisible()
      found++
    }
    compared += found
  }
  return compared
}
