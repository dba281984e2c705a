import { consequenceInWords } from '../../../shared/words/consequence-words.ts'
import type { Doubt, Preview } from '../../edit/messages.ts'
import { likelyWords } from '../proofread/doubts/doubt-words.ts'
import { timeWords } from '../proofread/time-words.ts'
import { mergeIntent, sizesOf } from './merge.ts'
import { cutWords, splitIntent } from './split.ts'
import type { Intent, Tool } from './tool.ts'

/** A suspected error that is shown: Y mends it, X says that it is none. */
export interface DoubtInHand {
  readonly kind: 'doubt'
  readonly doubt: Doubt
}

export const doubt: Tool<DoubtInHand> = {
  kind: 'doubt',
  empty: null,
  choice: null,
  pointing: 'none',
  keys: [
    { id: 'doubt-yes', words: 'Doubt: mend it', key: 'Y' },
    { id: 'doubt-no', words: 'Doubt: this is no error', key: 'X' },
    { id: 'doubt-unsure', words: 'Doubt: unsure, ask it last', key: 'U' },
    { id: 'doubt-back', words: 'Doubt: back to the one before, its answer taken back', key: 'Z' },
  ],
  points: ({ doubt: { kind, a, b } }) =>
    kind === 'missed-merge' ? { kind: 'merge', a, b } : { kind: 'split', sources: [a], sinks: [b] },
  commit: ({ doubt: { kind, a, b } }, preview) =>
    kind === 'missed-merge' ? mergeIntent(a, b, preview) : askingIntent(preview),
  words,
  aside: ({ doubt }, mayAct) => ({
    words: likelyWords(doubt),
    keys: [
      ...(mayAct ? [{ key: 'U', words: 'unsure' }] : []),
      { key: 'Z', words: 'back' },
      { key: 'N', words: 'next' },
      { key: 'Esc', words: 'ends' },
    ],
  }),
  marks: ({ doubt: { kind, a, b } }) => {
    const isMerge = kind === 'missed-merge'
    return [
      { position: a.position, side: 'a', words: isMerge ? '1' : 'A' },
      { position: b.position, side: 'b', words: isMerge ? '2' : 'B' },
    ]
  },
  showsSupervoxels: ({ doubt: { kind } }) => kind === 'false-merge',
}

/** The cut, whose consequences are asked about at once: the next doubt does not wait for the edit worker to ask. */
function askingIntent(preview: Preview | null): Intent {
  const intent = splitIntent(preview)
  if (intent.kind !== 'act') return intent
  return { ...intent, asks: preview?.cut?.consequences.map((one) => consequenceInWords(one, timeWords)) ?? [] }
}

function words({ doubt: { kind, affinity } }: DoubtInHand, preview: Preview | null, mayAct: boolean): string {
  const keys = (yes: string) => (mayAct ? ` - Y ${yes} - X says no` : '')
  if (kind === 'missed-merge') {
    const sizes = preview ? ` ${sizesOf(preview)},` : ''
    return `Doubt - are 1 and 2 one neurite?${sizes} affinity ${affinity.toFixed(2)}${keys('joins')}`
  }
  const cut = cutWords(preview)
  return `Doubt - are A and B two neurites? ${cut ?? ''}${keys('cuts')}`
}
