/**
 * What is known of a doubt, one number each, in this order; SPEC.md has the table with units. Less and more are the two
 * sides, that with the smaller surface first; thin and thick are those with fewer and more voxels around the place. A number that is not known is NaN.
 */
export const EVIDENCE_NAMES = [
  // The agglomeration's edges (weak-edges.ts, missed-merges.ts, false-merges.ts).
  'best-odds',
  'sum-odds',
  'root-odds',
  'edges',
  'contact',
  'edge-area',
  'surface-less',
  'surface-more',
  'share-less',
  'share-more',
  'count-less',
  'count-more',
  'rival-less',
  'rival-more',
  'rival-area-less',
  'rival-area-more',
  'inner-odds',
  'weak-odds',
  'weak-area',
  'weak-share',
  // The shapes around the place (contact-shape.ts).
  'local-thin',
  'local-thick',
  'local-contact',
  'local-share-thin',
  'local-share-thick',
  'long-thin',
  'long-thick',
  'axes-angle',
  'axis-thin',
  'axis-thick',
  'goes-on',
  'tip-thin',
  'tip-thick',
  'calibre-thin',
  'calibre-ratio',
  'contact-calibre',
  'flat',
  'exits-thin',
  'exits-thick',
  'ends-thin',
  'ends-thick',
  // The image around the place (contact-image.ts).
  'membrane',
  'membrane-core',
  'membrane-hole',
  'membrane-dark',
  'open-share',
  'contact-noise',
  'along',
  'contrast',
  'inside-step',
  'inside-texture',
] as const

export type EvidenceName = (typeof EVIDENCE_NAMES)[number]

/** One entry a name of `EVIDENCE_NAMES`. */
export type Evidence = Float32Array

const PLACES = Object.fromEntries(EVIDENCE_NAMES.map((name, i) => [name, i])) as Record<EvidenceName, number>

export function placeOf(name: EvidenceName): number {
  return PLACES[name]
}

const NOTHING: Evidence = new Float32Array(EVIDENCE_NAMES.length).fill(Number.NaN)

export function noEvidence(): Evidence {
  return NOTHING.slice()
}

/** Not through `Object.entries`, which is slow: millions of candidates are given their evidence. */
export function setEvidence(evidence: Evidence, values: Partial<Record<EvidenceName, number>>): void {
  for (const name in values) evidence[PLACES[name as EvidenceName]] = values[name as EvidenceName]!
}
