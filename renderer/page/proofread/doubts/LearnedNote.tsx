import { Button, Switch } from 'react-aria-components'
import type { DoubtsPage } from '../../../edit/messages.ts'
import { useApp, useProof } from '../../app-context.ts'
import { Hint } from '../../controls/IconButton.tsx'
import { forgottenWords, learnedWords, sharingWords } from './learned-words.ts'

/** What answers taught the ranking of doubts, and whether that is shared. */
export function LearnedNote() {
  const { proofSession } = useApp()
  const learned = useProof((state) => state.doubts.learned)
  if (learned === undefined) return null
  const { doubts } = proofSession
  const { answers, forgotten, problem, sharing } = learned
  const words = learnedWords(learned)
  return (
    <>
      {words !== undefined && (
        <div className="row spread doubt-note">
          <span className="faint">{words}</span>
          {answers > 0 && (
            <Hint label="Forgets what your answers taught the ranking here, and its record. Edits and dismissed doubts stay.">
              <Button className="button small" onPress={() => void doubts.forget(false)}>
                Forget
              </Button>
            </Hint>
          )}
        </div>
      )}
      {forgotten > 0 && (
        <div className="row spread doubt-note">
          <span className="faint">{forgottenWords(forgotten)}</span>
          <Button className="button small" onPress={() => void doubts.forget(true)}>
            Bring back
          </Button>
        </div>
      )}
      {problem !== undefined && <p className="form-problem">An answer was not learned from: {problem}.</p>}
      {sharing !== undefined && <SharingSwitch sharing={sharing} />}
    </>
  )
}

function SharingSwitch({ sharing }: { readonly sharing: NonNullable<DoubtsPage['learned']['sharing']> }) {
  const { proofSession } = useApp()
  const words = sharingWords(sharing)
  return (
    <>
      <Hint label="Your answers with the numbers they were given on, by your name. In turn the ranking learns from those of all who share.">
        <Switch
          className="switch"
          isSelected={sharing.wish === 'on'}
          onChange={(isOn) => void proofSession.doubts.share(isOn)}
        >
          <i aria-hidden /> Share what it learns with the team
        </Switch>
      </Hint>
      {words !== undefined && <p className="faint hint">{words}</p>}
    </>
  )
}
