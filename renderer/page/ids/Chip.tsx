import { useCallback, useLayoutEffect, useSyncExternalStore } from 'react'
import { createShownIds } from '../../../shared/ids/short-ids.ts'
import { useProof, useView } from '../app-context.ts'
import { paintedSides } from '../tools/painted-sides.ts'
import { seedOf, segmentCss } from './segment-css.ts'

/** All chips of the window: together they know which ids end alike. */
const shownIds = createShownIds()

/** What a tool paints in the panels has these colours in every list as well. */
const SIDES_CSS = {
  a: 'var(--side-a)',
  b: 'var(--side-b)',
  ab: 'linear-gradient(90deg, var(--side-a) 50%, var(--side-b) 50%)',
} as const

interface ChipProps {
  readonly id: bigint
  /** A supervoxel has no colour of its own. */
  readonly kind?: 'segment' | 'supervoxel'
  /** The layer whose colours count; otherwise the one that is edited. */
  readonly layerId?: string
}

/**
 * An id as a swatch and its last digits. The other digits have no size, but they are in the text: they are read aloud,
 * copied with a selection, and shown on hover.
 */
export function Chip({ id, kind = 'segment', layerId }: ChipProps) {
  const seed = useView((state) => seedOf(state, layerId))
  const painted = useProof((state) => paintedSides(state.tool, id))
  const digits = useSyncExternalStore(
    shownIds.subscribe,
    useCallback(() => shownIds.digitsOf(id), [id]),
  )
  useLayoutEffect(() => {
    shownIds.show(id)
    return () => shownIds.hide(id)
  }, [id])
  const text = id.toString()
  return (
    <span className="chip" title={text}>
      {kind === 'segment' ? (
        <i
          className="chip-swatch"
          style={{ background: painted === '' ? segmentCss(id, seed) : SIDES_CSS[painted] }}
          aria-hidden
        />
      ) : null}
      <span className="chip-rest">{text.slice(0, -digits)}</span>
      {text.slice(-digits)}
    </span>
  )
}
