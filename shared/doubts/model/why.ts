import type { Candidate } from '../candidate.ts'
import { type EvidenceName, placeOf } from '../evidence/evidence.ts'
import { type DoubtModel, reasonsOf } from './doubt-model.ts'

/** Reasons that are told: more are not read. */
const REASONS_TOLD = 3

/** A reason that moves the log odds by less is not told. */
const LEAST_ODDS = 0.1

/** What a number says. It is told only where it is true of the number itself, and not just of its place among others. */
interface Words {
  /** Where it is lower than usual, and `most` or less. */
  readonly low: string
  readonly most?: number
  /** Where it is at least as high as usual, and `least` or more. */
  readonly high: string
  readonly least?: number
  /** Which of both speaks for one neuron. The other speaks against it. Undefined: neither does by itself. */
  readonly one?: 'low' | 'high'
}

const DARK: Words = { low: 'light contact', most: 0.6, high: 'dark membrane', least: 0.7, one: 'low' }
const WEAK_CONTACTS: Words = { low: 'few weak contacts beside it', high: 'many weak contacts beside it' }
const CONTACT: Words = { low: 'small contact', high: 'large contact' }
const EDGES: Words = {
  low: 'edges speak against one neuron',
  most: 0,
  high: 'edges speak for one neuron',
  least: 0,
  one: 'high',
}
const RIVAL: Words = { low: 'no better partner', most: 0, high: 'a better partner elsewhere', least: 0 }
const RIVAL_AREA: Words = { low: 'its largest contact', most: 0, high: 'larger contacts elsewhere', least: 0 }
const END_ON: Words = { low: 'touches along its side', most: 0.5, high: 'touches end on', least: 0.7 }
const TIP: Words = { low: 'contact on the shaft', most: 0.5, high: 'contact at the tip', least: 0.7 }

/** Evidence without words is never told. Bounds are in the units of SPEC.md. */
const WORDS: Partial<Record<EvidenceName, Words>> = {
  'best-odds': { low: 'weak best edge', high: 'strong best edge' },
  'sum-odds': EDGES,
  'root-odds': EDGES,
  'weak-odds': EDGES,
  edges: { low: 'few edges', high: 'many edges' },
  contact: CONTACT,
  'edge-area': CONTACT,
  'local-share-thin': CONTACT,
  'surface-less': { low: 'small piece', high: 'large piece' },
  'count-less': { low: 'few supervoxels', high: 'many supervoxels' },
  'share-less': { low: 'touches little of the smaller side', high: 'touches much of the smaller side', one: 'high' },
  'share-more': { low: 'touches little of the larger side', high: 'touches much of the larger side', one: 'high' },
  'rival-less': RIVAL,
  'rival-more': RIVAL,
  'rival-area-less': RIVAL_AREA,
  'rival-area-more': RIVAL_AREA,
  'inner-odds': {
    ...{ low: 'weaker than the rest of the segment', most: 0, one: 'high' },
    ...{ high: 'as strong as the rest of the segment', least: -0.5 },
  },
  'weak-area': WEAK_CONTACTS,
  'weak-share': WEAK_CONTACTS,
  // A contact of the area of a square as wide as the thin side is as wide as that side.
  'contact-calibre': {
    low: 'thin contact',
    most: -0.7,
    high: 'contact as wide as the neurite',
    least: -0.4,
    one: 'high',
  },
  'goes-on': { low: 'axis turns at the contact', most: 0.5, high: 'axis goes on', least: 0.7, one: 'high' },
  'axes-angle': { low: 'axes cross', most: 0.6, high: 'axes run alike', least: 0.8, one: 'high' },
  'axis-thin': END_ON,
  'axis-thick': END_ON,
  'tip-thin': TIP,
  'tip-thick': TIP,
  // Half as wide again, and twice as wide.
  'calibre-ratio': { low: 'same calibre', most: 0.4, high: 'different calibre', least: 0.7, one: 'low' },
  membrane: DARK,
  'membrane-core': DARK,
  'membrane-dark': DARK,
  'membrane-hole': {
    low: 'a hole in the membrane',
    most: 0.4,
    high: 'dark membrane throughout',
    least: 0.6,
    one: 'low',
  },
  'open-share': { low: 'dark membrane', most: 0.2, high: 'open contact', least: 0.4, one: 'high' },
  'contact-noise': { low: 'light contact', most: 1, high: 'dark membrane', least: 1.5, one: 'low' },
  'inside-step': { low: 'both insides alike', most: 0.3, high: 'insides differ', least: 0.5, one: 'low' },
}

/** Up to three reasons for an error in words, the strongest first. */
export function whyOf(model: DoubtModel, candidate: Candidate): readonly string[] {
  const told: string[] = []
  for (const { name, odds, isHigh } of reasonsOf(model, candidate)) {
    if (told.length === REASONS_TOLD || Math.abs(odds) < LEAST_ODDS) break
    const words = odds < 0 ? undefined : wordsFor(name, candidate, isHigh)
    if (words !== undefined && !told.includes(words)) told.push(words)
  }
  return told
}

/**
 * What is said of a number as a reason for an error: a missed merge is one if both are one neuron, a false merge if they are
 * not. Undefined where the words would not be true, or would say the contrary.
 */
function wordsFor(name: EvidenceName, { kind, evidence }: Candidate, isHigh: boolean): string | undefined {
  const words = WORDS[name]
  if (words === undefined) return undefined
  const { low, most = Number.POSITIVE_INFINITY, high, least = Number.NEGATIVE_INFINITY, one } = words
  const isForOne = one === undefined ? undefined : one === (isHigh ? 'high' : 'low')
  if (isForOne !== undefined && isForOne !== (kind === 'missed-merge')) return undefined
  const value = evidence[placeOf(name)]!
  if (isHigh) return value >= least ? high : undefined
  return value <= most ? low : undefined
}
