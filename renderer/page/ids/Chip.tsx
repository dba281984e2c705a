import { useCallback, useLayoutEffect, useSyncExternalStore } from 'react'
import { createShownIds } from '../../../shared/ids/short-ids.ts'
import { useView } from '../app-context.ts'
import { seedOf, segmentCss } from './segment-css.ts'

/** All chips of the window: together they know which ids end alike. */
const shownIds = createShownIds()

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
        <i className="chip-swatch" style={{ background: segmentCss(id, seed) }} aria-hidden />
      ) : null}
      <span className="chip-rest">{text.slice(0, -digits)}</span>
      {text.slice(-digits)}
    </span>
  )
}
