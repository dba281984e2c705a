import type { Consequence } from '../acts/consequences.ts'
import { lengthInWords } from '../view/labels/length-words.ts'
import { DEED_WORDS } from './act-words.ts'
import { type NamedOrKey, type TimeWords, whoseAndWhen } from './edit-words.ts'
import { segmentWord } from './ids-in-words.ts'

/** Why an edit needs a second key, as a sentence without a full stop at its end. */
export function consequenceInWords(consequence: Consequence, time: TimeWords): string {
  switch (consequence.kind) {
    case 'overrides':
      return `This overrides ${whoseAndWhen(consequence.split, time)}, which keeps these apart`
    case 'joins-somata':
      return `This joins ${consequence.segments.map(segmentWord).join(' and ')}, which both have a cell body`
    case 'joins-large': {
      const [largest, second] = consequence.supervoxels
      return `This joins two large segments, of ${count(largest)} and ${count(second)} supervoxels`
    }
    case 'parts-large':
      return `This takes ${count(consequence.off)} of ${count(consequence.whole)} supervoxels off the segment`
    case 'moves-nucleus':
      return `The cell body goes with the smaller side, ${count(consequence.smaller)} of ${count(consequence.whole)} supervoxels`
    case 'joins-apart': {
      const { distanceNm, touch } = consequence.nearness
      const apart = `The two points are ${lengthInWords(distanceNm)} apart`
      return touch === 'no'
        ? `${apart}, and the two segments do not touch`
        : `${apart}, and it is not known whether the two segments touch`
    }
    case 'cuts-anew': {
      const { edges, merges, pieces } = consequence
      const sizes = pieces.map(count).join(' and ')
      return `The two sides are joined another way by now, so this cuts anew: ${edges} edges${mergesInWords(merges, time)}, into pieces of ${sizes} supervoxels`
    }
    case 'passes-over': {
      const { deed, refusal, others, instead } = consequence
      const more = others === 0 ? '' : ` Nor can ${others} before it.`
      return `${refusal}.${more} This ${DEED_WORDS[deed].now(instead)} instead`
    }
  }
}

/** A sentence names at most this many merges, and the number of the others. */
const MERGES_NAMED_MAX = 3

function mergesInWords(merges: readonly NamedOrKey[], time: TimeWords): string {
  if (merges.length === 0) return ''
  const named = merges.slice(0, MERGES_NAMED_MAX).map((merge) => whoseAndWhen(merge, time))
  const more = merges.length - named.length
  return `, among them ${named.join(', ')}${more > 0 ? ` and ${more} more merges` : ''}`
}

function count(supervoxels: number): string {
  return supervoxels.toLocaleString('en')
}
