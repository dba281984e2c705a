import type { AllPanels } from '../panels/all-panels.ts'
import type { PostedView } from '../posted-view.ts'
import { huesOf } from './scene-hues.ts'

/** Reads the hues of the 3-D panel in each frame, once a test has asked for it. */
export interface HueWatch {
  start(): void
  /** Called before a frame that the page will be told of. The returned object gets the frame's hues when it is drawn. */
  next(): { readonly hues: readonly number[] | undefined }
  /** The panels, whose frames are read. */
  readonly panels: Pick<AllPanels, 'draw' | 'owesAt' | 'isRough'>
}

export function createHueWatch(view: Pick<PostedView, 'current'>, panels: AllPanels): HueWatch {
  let isWatching = false
  let frame: { hues: readonly number[] | undefined } = { hues: undefined }
  return {
    start: () => {
      isWatching = true
    },
    next: () => {
      // Where the frame draws nothing anew, the pixels are those of the one before.
      frame = { hues: frame.hues }
      return frame
    },
    panels: {
      ...panels,
      draw: (gpu, news) => {
        panels.draw(gpu, news)
        const current = view.current()
        const panel = current?.panels.find(({ kind }) => kind === '3d')
        // A canvas keeps its pixels only until the browser shows them.
        const pixels = isWatching && panel !== undefined ? gpu.pixels() : undefined
        if (pixels && current && panel) frame.hues = huesOf(pixels, current, panel.rect)
      },
    },
  }
}
