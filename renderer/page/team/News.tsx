import { LocateFixed } from 'lucide-react'
import { useEffect } from 'react'
import { useApp, useTeam } from '../app-context.ts'
import { IconButton } from '../frame/IconButton.tsx'

/** ms that news stay: long enough to look up from the tissue and read them; History has them for ever. */
const NEWS_MS = 12_000

/** What others did just now: it is on the screen already. Over no tissue, for nobody asked for it. */
export function News() {
  const { proofSession, team } = useApp()
  const news = useTeam((state) => state.news)
  const last = news.at(-1)
  useEffect(() => {
    if (news.length === 0) return
    const timer = setTimeout(() => team.setState({ news: [] }), NEWS_MS)
    return () => clearTimeout(timer)
  }, [news, team])
  return (
    <div role="status" aria-label="Edits of others">
      {last === undefined ? null : (
        <p className="news">
          <span>
            <strong>{last.author}</strong>: {last.words}
            {news.length === 1 ? null : <span className="faint"> and {news.length - 1} more</span>}
          </span>
          <IconButton label="Fly there" icon={LocateFixed} onPress={() => proofSession.flyTo(last)} />
        </p>
      )}
    </div>
  )
}
