import type { SceneBackground } from '../../../shared/view/scene/scene-camera.ts'
import type { Gpu } from '../gpu.ts'
import type { PostedView, ViewMessage } from '../posted-view.ts'
import { topDown, withBackground, withoutBackground } from './figure-pixels.ts'

/** Pixels that are drawn at once: some 100 ms without a GPU, beside what the meshes take. */
const BAND_PIXELS = 2 ** 21

/** What a figure is drawn with. `gpu`: undefined while there is no context. */
export interface BandParts {
  readonly gpu: () => Pick<Gpu, 'resize' | 'pixels'> | undefined
  readonly view: Pick<PostedView, 'current' | 'set'>
  readonly draw: (isFigure: boolean) => void
  readonly now: () => number
  /** Lets other work have its turn. */
  readonly turn: () => Promise<void>
  /** Another number: what is shown is another, so bands would not fit together. */
  readonly version: () => number
}

/** How far a figure is, and whether somebody still wants it. */
export interface FigureRun {
  /** The share that is drawn, 0 to 1. */
  readonly progress: (done: number) => void
  readonly isCancelled: () => boolean
}

export type FigureEnd = 'cancelled' | 'too-large' | 'changed' | 'no-gpu'

const BLACK: SceneBackground = [0, 0, 0]
const WHITE: SceneBackground = [1, 1, 1]

/**
 * The pixels of a figure, from the top row on, four bytes each: drawn in bands from top to bottom, with the view on screen
 * as it is between two of them. `figure`: one panel over all of a canvas of that size.
 */
export async function figurePixels(
  parts: BandParts,
  figure: ViewMessage,
  isTransparent: boolean,
  { progress, isCancelled }: FigureRun,
): Promise<Uint8ClampedArray<ArrayBuffer> | FigureEnd> {
  const { width, height } = figure
  const picture = new Uint8ClampedArray(4 * width * height)
  const rows = Math.max(1, Math.floor(BAND_PIXELS / width))
  const [version, gpu] = [parts.version(), parts.gpu()]
  for (let top = 0; top < height; top += rows) {
    await parts.turn()
    if (isCancelled()) return 'cancelled'
    if (parts.version() !== version) return 'changed'
    // On another canvas the meshes come anew, one by one.
    if (parts.gpu() !== gpu) return 'no-gpu'
    const band = bandOf(parts, figure, top, Math.min(rows, height - top), isTransparent)
    if (typeof band === 'string') return band
    picture.set(band, 4 * width * top)
    progress(Math.min(1, (top + rows) / height))
  }
  return picture
}

/** Draws some rows of the figure and then the present view, at once, so that nobody sees the figure. */
function bandOf(
  { gpu: gpuOf, view, draw, now }: BandParts,
  figure: ViewMessage,
  top: number,
  rows: number,
  isTransparent: boolean,
): Uint8ClampedArray<ArrayBuffer> | FigureEnd {
  const [gpu, before] = [gpuOf(), view.current()]
  if (gpu === undefined || before === undefined) return 'no-gpu'
  const picture = (background: SceneBackground | undefined) => {
    const panels = figure.panels.map((panel) => {
      return withBackground({ ...panel, rect: { ...panel.rect, y: panel.rect.y - top } }, background)
    })
    view.set({ ...figure, height: rows, panels }, now())
    gpu.resize(figure.width, rows)
    draw(true)
    const pixels = gpu.pixels()
    return pixels && topDown(pixels, figure.width, rows)
  }
  try {
    if (!isTransparent) return picture(undefined) ?? 'too-large'
    const [onBlack, onWhite] = [picture(BLACK), picture(WHITE)]
    return (onBlack && onWhite && withoutBackground(onBlack, onWhite)) ?? 'too-large'
  } finally {
    view.set(before, now())
    gpu.resize(before.width, before.height)
    draw(false)
  }
}
