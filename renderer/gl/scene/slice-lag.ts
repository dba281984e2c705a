/**
 * When the scene follows the slices that are shown in it. Copying the slices' pixels and drawing the scene takes longer than
 * the slices themselves (without a GPU 25 ms beside 15), so the scene waits until they rest. What else changes in the
 * scene, such as an edit, is drawn at once, with the slices as they are then.
 */
export interface SliceLag {
  /** Whether the scene may keep its picture in this frame, as far as the slices go. `isOwed`: see `FrameNews`. */
  mayKeep(version: number, nowMs: number, isOwed: boolean): boolean
  /** The scene has been drawn with the slices of this version. */
  drawn(version: number, nowMs: number): void
  /** When the scene has to follow; Infinity while it is up to date. */
  owesAt(): number
}

/** The scene follows once the slices have not changed for this long, ms: longer than between two steps of a wheel. */
export const FOLLOWS_AFTER_MS = 150
/** In a long flight, and while chunks come in, it follows this often, ms: a frame in twenty is late for it. */
export const FOLLOWS_WITHIN_MS = 600

export function createSliceLag(): SliceLag {
  let seen = 0
  let changedAt = Number.NEGATIVE_INFINITY
  let pictured = 0
  let drawnAt = Number.NEGATIVE_INFINITY
  const owesAt = () => {
    if (pictured === seen) return Number.POSITIVE_INFINITY
    return Math.min(changedAt + FOLLOWS_AFTER_MS, Math.max(drawnAt + FOLLOWS_WITHIN_MS, changedAt))
  }
  return {
    mayKeep: (version, nowMs, isOwed) => {
      if (version !== seen) {
        seen = version
        changedAt = nowMs
      }
      return !isOwed && nowMs < owesAt()
    },
    drawn: (version, nowMs) => {
      pictured = version
      drawnAt = nowMs
    },
    owesAt,
  }
}
