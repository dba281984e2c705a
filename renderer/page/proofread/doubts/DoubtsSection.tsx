import { Button } from 'react-aria-components'
import { isFiltered } from '../../../../shared/doubts/doubt-wish.ts'
import { leftOutWords } from '../../../../shared/words/left-out.ts'
import type { DoubtsPage } from '../../../edit/messages.ts'
import { useApp, useProof } from '../../app-context.ts'
import { Hint } from '../../controls/IconButton.tsx'
import { Section } from '../../frame/Section.tsx'
import { DoubtFilter } from './DoubtFilter.tsx'
import { DoubtRow } from './DoubtRow.tsx'
import { DOUBTS_SHOWN } from './doubt-listing.ts'
import { LearnedNote } from './LearnedNote.tsx'
import { recordWords } from './learned-words.ts'

/** Likely errors, in the order in which they are asked. */
export function DoubtsSection() {
  const { commands, proofSession } = useApp()
  const open = useProof((state) => state.editing.kind === 'open')
  const { left, all, before, next: known, unread, leftOut, record, modelProblem } = useProof((state) => state.doubts)
  const filtered = useProof((state) => isFiltered(state.doubtWish))
  const next = known.slice(0, DOUBTS_SHOWN)
  if (!open) return null
  if (unread !== null) {
    return (
      <Section title="Doubts" note="–">
        <p className="form-problem">The doubts cannot be read: {unread}.</p>
      </Section>
    )
  }
  if (left === null) {
    return (
      <Section title="Doubts" note="…">
        <p className="faint hint">The doubts are being ranked.</p>
      </Section>
    )
  }
  return (
    <Section
      title="Doubts"
      note={filtered ? `${left.toLocaleString('en')} of ${all.toLocaleString('en')}` : left.toLocaleString('en')}
    >
      {modelProblem !== undefined && (
        <p className="form-problem">
          The model of this dataset was not used: {modelProblem}. The doubts are ranked by the app’s own.
        </p>
      )}
      {all > 0 && <DoubtFilter />}
      {next.length === 0 && all > 0 && (
        <div className="row spread doubt-note">
          <span className="faint">None of {all.toLocaleString('en')} doubts is of this kind, here and so large.</span>
          <Button className="button small" onPress={() => void proofSession.doubts.wish({})}>
            Show all
          </Button>
        </div>
      )}
      {all === 0 && <p className="faint hint">{emptyWords(leftOut)}</p>}
      {next.length > 0 && (
        <>
          <ol className="doubts" aria-label="Doubts, in the order in which they are asked">
            {next.map((doubt) => (
              <DoubtRow key={doubt.id} doubt={doubt} />
            ))}
          </ol>
          <div className="row spread">
            <Hint label="Fly to the next doubt" command="next-doubt">
              <Button className="button small" onPress={() => commands('next-doubt')}>
                Next doubt
              </Button>
            </Hint>
            <span className="faint number">
              {(before + 1).toLocaleString('en')}–{(before + next.length).toLocaleString('en')} of{' '}
              {left.toLocaleString('en')}
            </span>
          </div>
        </>
      )}
      {record !== undefined && record.answered > 0 && <p className="faint hint">{recordWords(record)}</p>}
      <LearnedNote />
    </Section>
  )
}

function emptyWords(leftOut: DoubtsPage['leftOut'] | null): string {
  if (leftOut !== null && leftOut.count > 0) return `Nothing is left that is worth a look: ${leftOutWords(leftOut)}.`
  return 'No doubts: this dataset has no scores, or every one has been answered.'
}
