import { EVIDENCE_NAMES, type Evidence } from '../evidence/evidence.ts'

/** What the candidates of one kind of a dataset are like, so that all evidence counts in spreads from the mean. */
export interface Norms {
  /** By place in an `Evidence`. A spread of 0 says nothing, and is not read. */
  readonly means: Float64Array
  readonly spreads: Float64Array
  /** Of the log odds by the base model. */
  readonly meanOdds: number
  readonly spreadOdds: number
}

/** Evidence farther from the mean counts as this many spreads, so that no single answer decides. */
const FARTHEST = 3

/** What is known of a candidate: `odds` are the log odds of an error by the base model. */
export interface Weighed {
  readonly evidence: Evidence
  readonly odds: number
}

/** The norms of the candidates of one kind. What is not a number is passed over. */
export function normsOf(candidates: readonly Weighed[]): Norms {
  const evidence = EVIDENCE_NAMES.map((_, place) => spreadOf(candidates, (one) => one.evidence[place]!))
  const odds = spreadOf(candidates, (one) => one.odds)
  return {
    means: Float64Array.from(evidence, ({ mean }) => mean),
    spreads: Float64Array.from(evidence, ({ spread }) => spread),
    meanOdds: odds.mean,
    spreadOdds: odds.spread,
  }
}

function spreadOf(candidates: readonly Weighed[], read: (one: Weighed) => number) {
  let [count, sum, squares] = [0, 0, 0]
  for (const one of candidates) {
    const value = read(one)
    if (!Number.isFinite(value)) continue
    count++
    sum += value
    squares += value * value
  }
  const mean = count === 0 ? 0 : sum / count
  const variance = count === 0 ? 0 : squares / count - mean * mean
  // What is left of rounding is no spread.
  return { mean, spread: variance > 1e-9 * (1 + mean * mean) ? Math.sqrt(variance) : 0 }
}

/** How many spreads an evidence is from the mean; 0 where that is not known. */
export function inSpreads({ means, spreads }: Norms, evidence: Evidence, place: number): number {
  const [value, spread] = [evidence[place]!, spreads[place]!]
  if (spread === 0 || Number.isNaN(value)) return 0
  return Math.min(FARTHEST, Math.max(-FARTHEST, (value - means[place]!) / spread))
}

/** The same of the log odds by the base model. */
export function oddsInSpreads({ meanOdds, spreadOdds }: Norms, odds: number): number {
  if (spreadOdds === 0) return 0
  return Math.min(FARTHEST, Math.max(-FARTHEST, (odds - meanOdds) / spreadOdds))
}
