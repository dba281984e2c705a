import type { Gpu } from '../gpu.ts'
import type { PostedView } from '../posted-view.ts'
import { type FrameNews, NOTHING_SEEN, type PanelKind, type Seen } from './panel-kind.ts'

/** The panels of the posted view, whatever draws them. */
export interface AllPanels {
  /** Draws a frame. */
  draw(gpu: Gpu, news: FrameNews): void
  /** When one of the panels wants a frame that nothing else asks for, ms; Infinity for never. */
  owesAt(): number
  /** Some panel draws smoother edges in the frame that it wants next. */
  isRough(): boolean
  /** What is seen at a point of the canvas, device pixels. */
  seenAt(x: number, y: number): Seen
}

/** `kinds` are drawn in their order. */
export function createAllPanels(view: Pick<PostedView, 'current'>, kinds: readonly PanelKind[]): AllPanels {
  return {
    draw: (gpu, news) => {
      for (const kind of kinds) kind.prepare(gpu, news)
      gpu.begin()
      for (const kind of kinds) kind.draw(gpu)
    },
    owesAt: () => Math.min(...kinds.map((kind) => kind.owesAt())),
    isRough: () => kinds.some((kind) => kind.isRough?.() === true),
    seenAt: (x, y) => {
      const panels = view.current()?.panels ?? []
      const panel = panels.find(({ rect }) => {
        return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height
      })
      const kind = panel && kinds.find((each) => each.draws(panel))
      return panel === undefined || kind === undefined
        ? NOTHING_SEEN
        : kind.seenAt(panel, x - panel.rect.x, y - panel.rect.y)
    },
  }
}
