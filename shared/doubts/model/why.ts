import type { Candidate } from '../candidate.ts'
import type { EvidenceName } from '../evidence/evidence.ts'
import { type DoubtModel, reasonsOf } from './doubt-model.ts'

/** Reasons that are told: more are not read. */
const REASONS_TOLD = 3

/** A reason that moves the log odds by less is not told. */
const LEAST_ODDS = 0.1

/** What a number says where it is lower than usual, and where it is higher. Evidence without words is never told. */
const WORDS: Partial<Record<EvidenceName, readonly [low: string, high: string]>> = {
  'best-odds': ['weak best edge', 'strong best edge'],
  'sum-odds': ['edges speak against one neuron', 'edges speak for one neuron'],
  'root-odds': ['edges speak against one neuron', 'edges speak for one neuron'],
  edges: ['few edges', 'many edges'],
  contact: ['small contact', 'large contact'],
  'edge-area': ['small contact', 'large contact'],
  'surface-less': ['small piece', 'large piece'],
  'share-less': ['touches little of the smaller side', 'touches much of the smaller side'],
  'share-more': ['touches little of the larger side', 'touches much of the larger side'],
  'count-less': ['few supervoxels', 'many supervoxels'],
  'rival-less': ['no better partner', 'a better partner elsewhere'],
  'rival-more': ['no better partner', 'a better partner elsewhere'],
  'rival-area-less': ['its largest contact', 'larger contacts elsewhere'],
  'rival-area-more': ['its largest contact', 'larger contacts elsewhere'],
  'inner-odds': ['weakest place of the segment', 'as strong as the rest of the segment'],
  'weak-odds': ['all edges speak against one neuron', 'all edges speak for one neuron'],
  'weak-area': ['few weak contacts beside it', 'many weak contacts beside it'],
  'weak-share': ['few weak contacts beside it', 'many weak contacts beside it'],
  'local-share-thin': ['small contact', 'large contact'],
  'contact-calibre': ['contact thinner than the neurite', 'contact as wide as the neurite'],
  'goes-on': ['axis turns at the contact', 'axis goes on'],
  'axes-angle': ['axes cross', 'axes run alike'],
  'axis-thin': ['touches along its side', 'touches end on'],
  'axis-thick': ['touches along its side', 'touches end on'],
  'tip-thin': ['contact on the shaft', 'contact at the tip'],
  'tip-thick': ['contact on the shaft', 'contact at the tip'],
  'calibre-ratio': ['same calibre', 'different calibre'],
  membrane: ['light contact', 'dark membrane'],
  'membrane-core': ['light contact', 'dark membrane'],
  'membrane-hole': ['a hole in the membrane', 'dark membrane throughout'],
  'membrane-dark': ['light contact', 'dark membrane'],
  'open-share': ['dark membrane', 'open contact'],
  'contact-noise': ['light contact', 'dark membrane'],
  'inside-step': ['both insides alike', 'insides differ'],
}

/** Up to three reasons for an error in words, the strongest first. */
export function whyOf(model: DoubtModel, candidate: Candidate): readonly string[] {
  const told: string[] = []
  for (const { name, odds, isHigh } of reasonsOf(model, candidate)) {
    const words = WORDS[name]?.[isHigh ? 1 : 0]
    if (told.length === REASONS_TOLD || Math.abs(odds) < LEAST_ODDS) break
    if (words === undefined || odds < 0 || told.includes(words)) continue
    told.push(words)
  }
  return told
}
