import type { Vec3 } from '../../../shared/geometry.ts'
import type { Gpu } from '../gpu.ts'
import type { GlPanel, PickedLayer } from '../messages.ts'

/**
 * What draws the panels of one kind, and knows what is seen in them: slices, or a scene. Another kind is one more of
 * these in the list that gl-session.ts makes. Nothing else asks which kind a panel is.
 */
export interface PanelKind {
  /** Whether it draws this panel. */
  draws(panel: GlPanel): boolean
  /** Decides what its panels show in this frame, and brings what they need on the GPU up to date. */
  prepare(gpu: Gpu, news: FrameNews): void
  /** Draws its panels on the canvas, over those of the kinds before it in the list. The canvas was cleared before. */
  draw(gpu: Gpu): void
  /** When it wants a frame that nothing else asks for, ms; Infinity for never. */
  owesAt(): number
  /** What it drew last is coarser at its edges than what it draws in the frame that it wants next. */
  isRough?(): boolean
  /** What is seen at a point of one of its panels, device pixels from the panel's top left. */
  seenAt(panel: GlPanel, x: number, y: number): Seen
}

/** What a frame shows that the one before did not. */
export interface FrameNews {
  /** The camera that all panels share moves. */
  readonly isMoving: boolean
  /** The 3-D panel is being turned, moved or zoomed: the inside of surfaces may be left out. */
  readonly isTurning: boolean
  /** Only how the 3-D panel is looked at has changed. Everything else looks as it did in the frame before. */
  readonly onlyTurned: boolean
  /** Nothing has changed: a panel asked for the frame by `owesAt`. */
  readonly isOwed: boolean
  /** Edges are smooth at once, however long that takes: a picture for a file. */
  readonly isFigure?: true
}

/** What is seen at a point: where it lies in nanometres, and what each layer holds there. */
export interface Seen {
  readonly position: Vec3 | null
  readonly layers: readonly PickedLayer[]
}

export const NOTHING_SEEN: Seen = { position: null, layers: [] }
