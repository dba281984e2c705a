import { X } from 'lucide-react'
import { Button } from 'react-aria-components'
import { usePage, useTeam } from '../../page-context.ts'
import { IconButton } from '../IconButton.tsx'

/** What others did just now: it is on the screen already. Stays until it was read or something newer comes. */
export function News() {
  const { proofSession, team } = usePage()
  const news = useTeam((state) => state.news)
  const last = news.at(-1)
  const close = () => team.setState({ news: [] })
  return (
    <div role="status" aria-label="Edits of others">
      {last === undefined ? null : (
        <div className="card news">
          <div className="card-text">
            <span>
              <strong>{last.author}</strong>: {last.words}
              {news.length === 1 ? null : <span className="faint"> and {news.length - 1} more</span>}
            </span>
          </div>
          <Button
            className="button small"
            onPress={() => {
              proofSession.flyTo(last)
              close()
            }}
          >
            Fly there
          </Button>
          <IconButton label="Close this message" icon={X} onPress={close} />
        </div>
      )}
    </div>
  )
}
