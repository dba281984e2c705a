import { LocateFixed } from 'lucide-react'
import { useEffect } from 'react'
import { useApp, useTeam } from '../app-context.ts'
import { IconButton } from '../controls/IconButton.tsx'
import { Words } from '../ids/Words.tsx'

/** Ms for which the line stays: long enough to look up from the tissue and read it. History keeps the edits. */
const STAYS_MS = 12_000

/** What others did just now; the screen shows it already. The line covers no tissue, because nobody asked for it. */
export function ArrivedEdits() {
  const { proofSession, team } = useApp()
  const arrived = useTeam((state) => state.arrived)
  const last = arrived.at(-1)
  useEffect(() => {
    if (arrived.length === 0) return
    const timer = setTimeout(() => team.setState({ arrived: [] }), STAYS_MS)
    return () => clearTimeout(timer)
  }, [arrived, team])
  return (
    <div role="status" aria-label="Edits of others">
      {last === undefined ? null : (
        <p className="arrived-edits">
          <span>
            <strong>{last.author}</strong>: <Words text={last.words} />
            {arrived.length === 1 ? null : <span className="faint"> and {arrived.length - 1} more</span>}
          </span>
          <IconButton label="Fly there" icon={LocateFixed} onPress={() => proofSession.flyTo(last)} />
        </p>
      )}
    </div>
  )
}
