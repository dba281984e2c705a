import { type CSSProperties, useLayoutEffect, useRef } from 'react'
import { GridList } from 'react-aria-components'
import { useApp, useProof } from '../app-context.ts'
import { HistoryRow } from './HistoryRow.tsx'
import { HISTORY_PAGE } from './proof-session.ts'

/** Rows that the list can scroll through: beyond about 33 million px a browser places nothing. */
export const HISTORY_ROWS_MAX = 500_000

/** The next rows are asked for while this many are left beyond the edge: more than the list shows at once. */
const MARGIN_ROWS = 15

/**
 * The rows of History, which scroll by themselves. The log may have a million edits, so the page has only the rows round
 * those in view, and the edit worker gives the next ones.
 */
export function HistoryList() {
  const { proofSession } = useApp()
  const { skip, total, lines, of } = useProof((state) => state.history)
  const list = useRef<HTMLDivElement>(null)
  const asked = useRef(skip)
  const rows = Math.min(total, HISTORY_ROWS_MAX)
  const follow = ({ scrollTop, clientHeight, scrollHeight }: HTMLElement) => {
    const first = Math.floor((scrollTop / scrollHeight) * rows)
    const last = Math.ceil(((scrollTop + clientHeight) / scrollHeight) * rows)
    const wanted = Math.max(0, Math.round((first + last - HISTORY_PAGE) / 2))
    const misses = first - MARGIN_ROWS < asked.current || last + MARGIN_ROWS > asked.current + HISTORY_PAGE
    if (!misses || wanted === asked.current) return
    asked.current = wanted
    void proofSession.showHistory(wanted, of)
  }
  // The rows moved under the view: an edit was made, or others are shown.
  useLayoutEffect(() => {
    asked.current = skip
    if (list.current) follow(list.current)
  })
  const sizes: CSSProperties & Readonly<Record<'--rows' | '--skipped', number>> = { '--rows': rows, '--skipped': skip }
  return (
    <div ref={list} className="history" onScroll={(event) => follow(event.currentTarget)}>
      <div className="history-rows" style={sizes}>
        <GridList
          aria-label="Edits, newest first"
          className="history-window"
          selectionMode="none"
          disallowTypeAhead
          items={lines}
          dependencies={[lines]}
        >
          {(line) => <HistoryRow id={line.key} line={line} />}
        </GridList>
      </div>
    </div>
  )
}
