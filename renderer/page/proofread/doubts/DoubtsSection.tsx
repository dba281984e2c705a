import { Merge, Split } from 'lucide-react'
import { Fragment } from 'react'
import { Button } from 'react-aria-components'
import { leftOutWords } from '../../../../shared/words/left-out.ts'
import type { DoubtsPage, ListedDoubt } from '../../../edit/messages.ts'
import { useApp, useProof } from '../../app-context.ts'
import { Hint } from '../../frame/IconButton.tsx'
import { Section } from '../../frame/Section.tsx'
import { Chip } from '../../ids/Chip.tsx'
import { count } from '../../tools/counts.ts'
import { toTool } from '../live-proofreading.ts'

/** Likely errors, the most worth mending first. */
export function DoubtsSection() {
  const { commands } = useApp()
  const open = useProof((state) => state.editing.kind === 'open')
  const { left, before, next, unread, leftOut, record, modelProblem } = useProof((state) => state.doubts)
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
    <Section title="Doubts" note={left.toLocaleString('en')}>
      {modelProblem !== undefined && (
        <p className="form-problem">
          The model of this dataset was not used: {modelProblem}. The doubts are ranked by the app’s own.
        </p>
      )}
      {next.length === 0 ? (
        <p className="faint hint">{emptyWords(leftOut)}</p>
      ) : (
        <>
          <ol className="doubts" aria-label="Doubts, the most worth mending first">
            {next.map((doubt) => (
              <Row key={doubt.id} doubt={doubt} />
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
    </Section>
  )
}

/** How often the model was right where it was sure. */
function recordWords({ answered, mended }: DoubtsPage['record']): string {
  return `Of ${count(answered, 'answered doubt')} that it gave at least 70 %, ${mended.toLocaleString('en')} ${mended === 1 ? 'was an error' : 'were errors'}.`
}

function emptyWords(leftOut: DoubtsPage['leftOut'] | null): string {
  if (leftOut !== null && leftOut.count > 0) return `Nothing is left that is worth a look: ${leftOutWords(leftOut)}.`
  return 'No doubts: this dataset has no scores, or every one has been answered.'
}

function Row({ doubt }: { readonly doubt: ListedDoubt }) {
  const { proof } = useApp()
  const shown = useProof(({ tool: { inHand } }) => inHand.kind === 'doubt' && inHand.doubt.id === doubt.id)
  const isMissed = doubt.kind === 'missed-merge'
  const words = isMissed ? 'Missed merge' : 'False merge'
  // No colour of its own: colours are those of the chips.
  const atStake = count(doubt.effect, 'supervoxel')
  const facts = factsOf(doubt, atStake)
  const Icon = isMissed ? Merge : Split
  return (
    <li>
      <Button
        className={`doubt ${shown ? 'current' : ''}`}
        aria-label={`${words} ${doubt.segments.join(' + ')}, go there`}
        onPress={() => toTool(proof, { kind: 'take', inHand: { kind: 'doubt', doubt } })}
      >
        <Icon size={14} className="faint" aria-hidden />
        <span className="doubt-words">
          {words}{' '}
          {doubt.segments.map((segment, at) => (
            <Fragment key={segment}>
              {at > 0 ? ' + ' : ''}
              <Chip id={segment} />
            </Fragment>
          ))}
        </span>
        <span className="doubt-facts faint number" title={facts.title}>
          {facts.words}
        </span>
      </Button>
    </li>
  )
}

/** One line of facts, and all of them as a hint: how likely it is an error and why, or without a model what is known. */
function factsOf({ probability, why = [], affinity }: ListedDoubt, atStake: string): { words: string; title: string } {
  const known = `affinity ${affinity.toFixed(2)}`
  const side = `${atStake} on the smaller side`
  if (probability === undefined) return { words: `${known} · ${atStake}`, title: side }
  const likely = `${Math.round(100 * probability)} %`
  return {
    words: [likely, ...why].join(' · '),
    title: [`${likely} likely an error`, ...why, known, side].join('\n'),
  }
}
