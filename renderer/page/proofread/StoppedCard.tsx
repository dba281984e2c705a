import { ShieldCheck, X } from 'lucide-react'
import { Button } from 'react-aria-components'
import { useApp, useProof } from '../app-context.ts'
import { IconButton } from '../controls/IconButton.tsx'
import { Words } from '../ids/Words.tsx'

/** The card after a crash: what was kept, and a button that goes to the last edit. */
export function StoppedCard() {
  const { proof, proofSession } = useApp()
  const stopped = useProof((state) => state.stopped)
  if (!stopped) return null
  const close = () => proof.setState({ stopped: null })
  const { last, sentence } = stopped
  return (
    <div className="card calm" role="status" aria-label="After a stop">
      <ShieldCheck size={18} aria-hidden />
      <div className="card-text">
        <Words text={sentence} />
      </div>
      {last ? (
        <Button
          className="button primary"
          onPress={() => {
            proofSession.flyTo(last)
            close()
          }}
        >
          Go there
        </Button>
      ) : null}
      <IconButton label="Close this message" icon={X} onPress={close} />
    </div>
  )
}
