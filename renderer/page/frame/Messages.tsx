import { RotateCw, TriangleAlert, X } from 'lucide-react'
import { useEffect } from 'react'
import { Button } from 'react-aria-components'
import { useApp, useChange, useView } from '../app-context.ts'
import { IconButton } from '../controls/IconButton.tsx'
import { ShowButton } from '../controls/ShowButton.tsx'
import { describeProblem } from '../datasets/problem-words.ts'
import { Words } from '../ids/Words.tsx'
import { openingFailed } from '../view/recipes.ts'

/** ms that a confirmation such as "Merged 461 and 9775" stays: long enough to read two long ids. */
const NOTICE_MS = 4000
/** ms that one stays which has *Show*: long enough to read it and then to reach for the button. */
const SHOW_MS = 8000

/** What is being opened, with a way out. What was open stays on screen behind it. */
export function OpeningCard() {
  const { session } = useApp()
  const opening = useView((state) => state.opening)
  if (!opening) return null
  if (opening.asks) {
    const { file, places } = opening.asks
    return (
      <div className="card" role="alert" aria-label="Opening asks">
        <div className="card-text">
          <strong>Folders elsewhere on this machine</strong>
          <span>{file} names them. Skein reads them if you allow it, and then does not ask again for this file.</span>
          {places.map((place) => (
            <code key={place} className="file-path">
              {place}
            </code>
          ))}
        </div>
        <Button className="button" onPress={session.cancel}>
          Cancel
        </Button>
        <Button className="button primary" autoFocus onPress={session.allow}>
          Allow
        </Button>
      </div>
    )
  }
  return (
    <div className="card" role="status" aria-label="Opening">
      <div className="card-text">
        <strong className="clip">Opening {opening.name}</strong>
        <span className="file-path">{opening.step}</span>
      </div>
      <Button className="button" onPress={session.cancel}>
        Cancel
      </Button>
    </div>
  )
}

/** Why the last opening failed: the file, the field and what is wrong. */
export function ProblemCard() {
  const change = useChange()
  const problem = useView((state) => state.openProblem)
  if (!problem) return null
  const { title, where } = describeProblem(problem)
  return (
    <div className="card problem" role="alert">
      <TriangleAlert size={18} aria-hidden />
      <div className="card-text">
        <strong>{title}</strong>
        <span>{problem.message}.</span>
        {where ? <code className="file-path">{where}</code> : null}
      </div>
      <IconButton
        label="Close this message"
        icon={X}
        onPress={() => change(openingFailed({ kind: 'cancelled', message: '' }))}
      />
    </div>
  )
}

/**
 * The engine or the byte process stopped, or a dataset cannot be drawn. The view is kept, so loading the window again
 * loses nothing.
 */
export function LostBanner() {
  const lost = useView((state) => state.lost)
  const stumbled = useView((state) => state.stumbled)
  if (!lost && !stumbled) return null
  return (
    <div className="card problem" role="alert">
      <TriangleAlert size={18} aria-hidden />
      <div className="card-text">
        <strong>{lost ? 'Drawing has stopped' : 'Not all is drawn'}</strong>
        {lost ? (
          <span>{lost.message}. Your view is kept; loading the window again brings it back.</span>
        ) : (
          <span>{stumbled?.message}. Load the window again; if that does not help, open another dataset.</span>
        )}
      </div>
      <Button className="button primary" onPress={() => window.location.reload()}>
        <RotateCw size={14} aria-hidden />
        Load again
      </Button>
    </div>
  )
}

/** Says that the window was loaded again by itself, and why. */
export function RestartedCard() {
  const { view } = useApp()
  const restarted = useView((state) => state.restarted)
  if (restarted === null) return null
  return (
    <div className="card" role="status" aria-label="Started again">
      <div className="card-text">
        <strong>This window was loaded again</strong>
        <span>{restarted} What was open has been opened as you left it.</span>
      </div>
      <IconButton label="Close this message" icon={X} onPress={() => view.setState({ restarted: null })} />
    </div>
  )
}

/** A short confirmation. The live region is always there, so that a screen reader hears what comes into it. */
export function Notice() {
  const { view } = useApp()
  const notice = useView((state) => state.notice)
  useEffect(() => {
    if (!notice) return
    const timer = setTimeout(() => view.setState({ notice: null }), notice.of === null ? NOTICE_MS : SHOW_MS)
    return () => clearTimeout(timer)
  }, [notice, view])
  return (
    <div className={notice ? 'notice' : undefined} role="status">
      {notice ? (
        <>
          <span key={notice.count}>
            <Words text={notice.text} />
          </span>
          <ShowButton of={notice.of} />
        </>
      ) : null}
    </div>
  )
}
