import type { Attention } from '../history/attention.ts'
import type { HistoryLine } from '../history/history.ts'
import { STATE_WORDS } from './act-words.ts'
import type { TimeWords } from './edit-words.ts'

export interface AttentionFacts {
  readonly kind: Attention['kind']
  readonly edit: HistoryLine
  readonly against?: HistoryLine | undefined
}

/** For the person whose edit it is. Sentences, the last one without a full stop at its end. */
export function attentionInWords({ kind, edit, against }: AttentionFacts, time: TimeWords): string {
  const mine = `Your ${edit.name} (${time(edit.madeAtMs)})`
  switch (kind) {
    case 'conflicted': {
      if (against === undefined) return `${mine} meets edits of others that came first, so it changes nothing now`
      const when = time(against.madeAtMs)
      const whose = against.isOwn
        ? `your own ${against.name} (${when})`
        : `the ${against.name} that ${against.author} made (${when})`
      return `${mine} meets ${whose}, which stands against it. It changes nothing now`
    }
    case 'void':
      return `${mine} was refused by the central store: ${edit.refused ?? 'it makes no sense'}. It changes nothing`
    case 'changed':
      return edit.outcome.verdict === 'redundant'
        ? `${mine} ${STATE_WORDS.redundant} when it arrived, so it had no effect of its own`
        : `${mine} holds, but what came of it is not what you saw: others changed these segments first`
    case 'joins-somata':
      return `${mine} holds, but with what others did meanwhile its segment has more than one cell body`
    case 'overridden':
      return against === undefined
        ? `${mine} was overridden on purpose`
        : `${mine} was overridden on purpose by ${against.author}, with the ${against.name} (${time(against.madeAtMs)})`
  }
}
