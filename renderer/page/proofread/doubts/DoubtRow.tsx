import { Merge, Split } from 'lucide-react'
import { Fragment, useEffect, useRef } from 'react'
import { Button } from 'react-aria-components'
import type { ListedDoubt } from '../../../edit/messages.ts'
import { useApp, useProof } from '../../app-context.ts'
import { Chip } from '../../ids/Chip.tsx'
import { count } from '../../tools/counts.ts'
import { inTen, likelyWords } from './doubt-words.ts'

/** A doubt in the list: what it is, how likely an error, how much is at stake, and why. */
export function DoubtRow({ doubt }: { readonly doubt: ListedDoubt }) {
  const { proofSession } = useApp()
  const shown = useProof(({ tool: { inHand } }) => inHand.kind === 'doubt' && inHand.doubt.id === doubt.id)
  const row = useRef<HTMLLIElement>(null)
  // The list may lie below the fold of the side bar.
  useEffect(() => {
    if (shown) row.current?.scrollIntoView({ block: 'nearest' })
  }, [shown])
  const isMissed = doubt.kind === 'missed-merge'
  const words = isMissed ? 'Missed merge' : 'False merge'
  const facts = factsOf(doubt)
  // No colour of its own: colours are those of the chips.
  const Icon = isMissed ? Merge : Split
  return (
    <li ref={row}>
      <Button
        className={`doubt ${shown ? 'current' : ''}`}
        aria-label={`${words} ${doubt.segments.join(' + ')}, go there`}
        onPress={() => proofSession.doubts.choose(doubt)}
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

/** Two lines of facts, the strongest reasons first, and all of them as a hint. Without a model it is what the edges say. */
function factsOf(doubt: ListedDoubt): { readonly words: string; readonly title: string } {
  const { probability, why = [], affinity, effect } = doubt
  const known = `affinity ${affinity.toFixed(2)}`
  const side = `${count(effect, 'supervoxel')} on the smaller side`
  if (probability === undefined) return { words: `${known} · ${side}`, title: side }
  const [likely = '', ...reasons] = [likelyWords(doubt), ...why]
  return {
    words: [inTen(probability), count(effect, 'supervoxel'), ...why].join(' · '),
    title: [likely.split(':')[0], ...reasons, side, known].join('\n'),
  }
}
