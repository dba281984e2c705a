import type { Page } from '@playwright/test'
import { decode } from 'fast-png'

export type Plane = 'xy' | 'xz' | 'yz'
export type Vec3 = readonly [number, number, number]

/** CSS pixels of the window, which are device pixels in these tests. */
export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A picture, three bytes a pixel whatever the file had. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** Packed 0xRRGGBB. */
  at(x: number, y: number): number
}

export function pictureOf(png: Uint8Array): Picture {
  const { width, height, data, channels, depth } = decode(png)
  if (depth !== 8 || channels < 3) throw new Error(`the picture has ${channels} channels of ${depth} bits`)
  return {
    width,
    height,
    at: (x, y) => {
      const from = (y * width + x) * channels
      return (data[from]! << 16) | (data[from + 1]! << 8) | data[from + 2]!
    },
  }
}

export async function takePicture(page: Page): Promise<Picture> {
  return pictureOf(await page.screenshot({ animations: 'disabled', caret: 'hide' }))
}

/** The place of an element on whole pixels. */
async function rectOf(page: Page, selector: string): Promise<Rect> {
  const box = await page.locator(selector).boundingBox()
  if (box === null) throw new Error(`${selector} is not on screen`)
  return box
}

/** What lies over the tissue of a panel and is left out of comparisons: its scale bar. */
export async function panelMask(page: Page, plane: Plane): Promise<Rect> {
  return rectOf(page, `[data-panel="${plane}"] .scale-bar`)
}

export function panelRect(page: Page, plane: Plane): Promise<Rect> {
  return rectOf(page, `[data-panel="${plane}"]`)
}

function isInside(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x - 1 && y >= rect.y - 1 && x < rect.x + rect.width + 1 && y < rect.y + rect.height + 1
}

/** Right and down of each panel as axes (0 x, 1 y, 2 z), as the person sees it. */
export const AXES: Readonly<Record<Plane, readonly [number, number]>> = { xy: [0, 1], xz: [0, 2], yz: [2, 1] }

/** Whether coordinates grow to the right: in yz, z grows to the left. All grow downwards. */
export const GROWS_RIGHT: Readonly<Record<Plane, 1 | -1>> = { xy: 1, xz: 1, yz: -1 }

export interface View {
  readonly plane: Plane
  readonly rect: Rect
  /** Nanometres at the panel's centre. */
  readonly centre: Vec3
  readonly nmPerPixel: number
}

/** The point in nanometres under the centre of the window's pixel (x, y). */
export function nmOf({ plane, rect, centre, nmPerPixel }: View, x: number, y: number): Vec3 {
  const [right, down] = AXES[plane]
  const nm: [number, number, number] = [...centre]
  nm[right] = nm[right]! + GROWS_RIGHT[plane] * (x + 0.5 - rect.x - rect.width / 2) * nmPerPixel
  nm[down] = nm[down]! + (y + 0.5 - rect.y - rect.height / 2) * nmPerPixel
  return nm
}

export interface Comparison {
  compared: number
  different: number
  /** The first few differences, for the message of a failure. */
  readonly examples: string[]
}

/**
 * Compares the pixels of a panel with what `expected` says for the point under each; undefined leaves a pixel out.
 * `accept` says whether a colour will do (both packed 0xRRGGBB); equal ones always do.
 */
export function comparePanel(
  picture: Picture,
  view: View,
  mask: Rect,
  expected: (nm: Vec3) => number | undefined,
  accept: (found: number, wanted: number) => boolean = (found, wanted) => found === wanted,
): Comparison {
  const comparison: Comparison = { compared: 0, different: 0, examples: [] }
  const { rect } = view
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    for (let x = rect.x; x < rect.x + rect.width; x++) {
      if (isInside(mask, x, y)) continue
      const nm = nmOf(view, x, y)
      const wanted = expected(nm)
      if (wanted === undefined) continue
      comparison.compared++
      const found = picture.at(x, y)
      if (accept(found, wanted)) continue
      comparison.different++
      if (comparison.examples.length < 5) {
        const words = `(${x}, ${y}) at ${nm.join(' ')} nm is ${found.toString(16)} instead of ${wanted.toString(16)}`
        comparison.examples.push(words)
      }
    }
  }
  return comparison
}

export function greyPixel(value: number): number {
  return value * 0x010101
}
