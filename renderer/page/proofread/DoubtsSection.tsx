import { Button } from 'react-aria-components'
import type { Doubt } from '../../edit/messages.ts'
import { useApp, useProof } from '../app-context.ts'
import { Hint } from '../frame/IconButton.tsx'
import { Section } from '../frame/Section.tsx'
import { toTool } from './live-proofreading.ts'

/** Likely errors, the most worth mending first. */
export function DoubtsSection() {
  const { commands } = useApp()
  const open = useProof((state) => state.editing.kind === 'open')
  const { left, next, unread } = useProof((state) => state.doubts)
  if (!open) return null
  if (unread !== null) {
    return (
      <Section title="Doubts" note="–">
        <p className="form-problem">The doubts cannot be read: {unread}.</p>
      </Section>
    )
  }
  return (
    <Section title="Doubts" note={left.toLocaleString('en')}>
      {next.length === 0 ? (
        <p className="faint hint">No doubts: this dataset has no scores, or every one has been answered.</p>
      ) : (
        <>
          <ol className="doubts" aria-label="Doubts, the most worth mending first">
            {next.map((doubt) => (
              <Row key={doubt.id} doubt={doubt} />
            ))}
          </ol>
          <Hint label="Fly to the next doubt" command="next-doubt">
            <Button className="button small start" onPress={() => commands('next-doubt')}>
              Next doubt
            </Button>
          </Hint>
        </>
      )}
    </Section>
  )
}

function Row({ doubt }: { readonly doubt: Doubt }) {
  const { proof } = useApp()
  const shown = useProof(({ tool: { inHand } }) => inHand.kind === 'doubt' && inHand.doubt.id === doubt.id)
  const words = doubt.kind === 'missed-merge' ? 'Missed merge' : 'False merge'
  return (
    <li>
      <Button
        className={`doubt ${shown ? 'current' : ''}`}
        aria-label={`${words}, go there`}
        onPress={() => toTool(proof, { kind: 'take', inHand: { kind: 'doubt', doubt } })}
      >
        <i className={`doubt-mark ${doubt.kind}`} aria-hidden />
        <span className="clip">{words}</span>
        <span className="faint number">
          {Math.round(doubt.affinity * 100)} % · {doubt.effect.toLocaleString('en')} sv
        </span>
      </Button>
    </li>
  )
}
