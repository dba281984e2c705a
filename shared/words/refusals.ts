import type { Vec3 } from '../geometry.ts'
import { DEED_WORDS, type Deed } from './act-words.ts'
import { segmentWord, supervoxelWord } from './ids-in-words.ts'

/** An act that is not made, and why: a sentence for the person. */
export interface Refused {
  readonly kind: 'refused'
  readonly sentence: string
  /** Where that is of which the sentence tells, in nanometres. */
  readonly place?: Vec3 | undefined
}

export function refuse(sentence: string, place?: Vec3): Refused {
  return { kind: 'refused', sentence, place }
}

/**
 * Why an act is refused: a sentence that says why and what would help. As everywhere in shared/words and in problems,
 * the last sentence has no full stop at its end, so that it can go on in another one. The page adds the full stop.
 */
export const refusals = {
  mergeOnBackground: (which: 'first' | 'second') =>
    `The ${which} point lies on background, which belongs to no segment; click inside a neurite`,
  sameSegment: (segment: bigint) =>
    `Both points lie in segment ${segmentWord(segment)} already; there is nothing to join`,
  seedOnBackground: 'A seed lies on background, which belongs to no segment; remove it and click inside the segment',
  noSeeds: 'A split needs at least one seed on each side; click or paint them first',
  tooManySeeds: (most: number) => `A side has more than ${most} seeds; paint shorter strokes`,
  sameSupervoxel: (supervoxel: bigint) =>
    `Seeds of both sides lie in supervoxel ${supervoxelWord(supervoxel)}, which spans two neurites; move one seed, or split the supervoxel`,
  otherSegments: (segments: readonly bigint[]) =>
    `The seeds lie in different segments (${segments.slice(0, 3).map(segmentWord).join(', ')}${segments.length > 3 ? ', …' : ''}); put all seeds of both sides into one segment`,
  pathOnBackground: 'A point lies on background, which belongs to no segment; click inside the segment',
  pathInOne: (supervoxel: bigint, isFlat: boolean) =>
    `Both points lie in supervoxel ${supervoxelWord(supervoxel)}, ${isFlat ? 'and this segmentation is flat: nothing says what holds it together' : 'so no contact joins them; click further away'}`,
  pathBetween: (first: bigint, second: bigint) =>
    `The points lie in different segments (${segmentWord(first)}, ${segmentWord(second)}), so nothing joins them; click two points of one`,
  pathNotListed: 'A point lies in a supervoxel that the agglomeration does not list; click beside it',
  notInGraph: 'A seed lies in a supervoxel that the agglomeration does not list; move that seed',
  notConnected: 'The two sides are not connected, so there is nothing to cut; check that both lie in one segment',
  entangled: 'No cut keeps the seeds of each side in one piece; remove the seed placed last, or cut in two steps',
  noCutFound:
    'No cut was found that keeps the seeds of each side in one piece; place fewer seeds, or nearer to where the two neurites touch',
  cutTooLarge: (most: number) =>
    `The cut has more than ${most} edges; place seeds nearer to the border of the two neurites`,
  doesNotSeparate: 'The cut would not separate the two sides; move a seed or add one',
  /** `what` is such as "the merge of 461 + 9775". */
  cannotNow: (deed: Deed, what: string, why: string) =>
    `${DEED_WORDS[deed].cannot(`${what.charAt(0).toUpperCase()}${what.slice(1)}`)}. ${why}`,
  nothingToUndo: 'There is nothing to undo',
  nothingToRedo: 'There is nothing to redo',
  unknownEdit: 'That edit is not in this log; it may belong to another dataset',
  notRevertible: (kind: 'revert' | 'annotate') =>
    kind === 'revert'
      ? 'A taking back is not taken back; undo it, or make the edit again'
      : 'A note is not taken back; edit or delete it',
  notYours: (whose: string) =>
    `This edit is ${whose}'s, and only a reviewer takes back edits of others; ask ${whose}, or a reviewer`,
  emptyNote: 'A note without words tells nobody anything; write some',
  unread: (why: string) => `The segments in grey cannot be read: ${why}`,
  notInForce: (what: string) => `The ${what} does not hold any more, so there is nothing to take back`,
  notSaved: (why: string) => `The edit could not be saved, so it was not made: ${why}`,
  notFolded: (why: string) =>
    `An edit was saved but could not be shown, so no other can be made until the dataset is opened again: ${why}`,
  newer: (schema: number) =>
    `The log holds edits of a newer version of Skein (schema ${schema}); this one can only show what came before`,
  impossible: (why: string) => `This edit cannot be: ${why}`,
} as const
