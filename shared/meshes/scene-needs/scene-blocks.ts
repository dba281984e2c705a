import { lengthFor, longerBytes, longerWords } from '../../ids/columns.ts'
import type { BlockScale } from './block-scale.ts'
import { createDetailChoice, type DetailChoice, DRAWN, shownPieces } from './detail-choice.ts'
import { countShown, type KnownBlock } from './known-block.ts'
import { createLabelPlaces } from './label-places.ts'
import { finerAskedFor, type SceneSight } from './needed-blocks.ts'

/**
 * The blocks in memory, which labels of them are shown, and at which level of detail their pieces are drawn. All of it is
 * kept: an edit costs what its supervoxels have of pieces, and what comes, leaves or is looked at otherwise costs what
 * shares space with that.
 */
export interface SceneBlocks {
  /** Of each scale, finest first, by their numbers. */
  readonly blocks: readonly ReadonlyMap<number, KnownBlock>[]
  /** `isShown`: of a label that no block has yet. */
  add(block: KnownBlock, isShown: (label: number) => boolean): void
  remove(block: KnownBlock): void
  setDrawable(block: KnownBlock, isDrawable: boolean): void
  /** Whether a block has it. */
  has(label: number): boolean
  isShown(label: number): boolean
  /** Of a label that a block has. Returns whether that is news. */
  setShown(label: number, isShown: boolean): boolean
  /** Of a block, ascending. */
  shownOf(block: KnownBlock): number[]
  /** Brings `detail` of all blocks up to date. All that is drawn has at most this many triangles, unless the coarsest have more. */
  choose(sight: SceneSight, mostTriangles: number): void
}

/** `findFiner`: the blocks of the next finer scale that hold the surface of a piece, by their numbers. None at the finest. */
export function createSceneBlocks(
  scales: readonly BlockScale[],
  findFiner: (block: KnownBlock, piece: number) => Uint32Array,
): SceneBlocks {
  const blocks = scales.map(() => new Map<number, KnownBlock>())
  const places = createLabelPlaces()
  const { isShown, ...labels } = createLabelNotes()
  const finerOf = (block: KnownBlock, piece: number): Uint32Array => {
    block.detail.finer[piece] ??= findFiner(block, piece)
    return block.detail.finer[piece]
  }
  const stale = createStale(blocks, isShown)
  const choice = createDetailChoice({ blocks, places, isShown, finerOf, changed: stale.markBlock })
  const chooser = createChooser(blocks, stale, labels, choice)

  function remove(block: KnownBlock): void {
    stale.markAround(block)
    blocks[block.level]!.delete(block.index)
    places.remove(block)
    for (const label of block.labels) if (!places.has(label)) labels.forget(label)
  }
  return {
    blocks,
    add: (block, isShownOf) => {
      const before = blocks[block.level]!.get(block.index)
      if (before !== undefined) remove(before)
      for (const label of block.labels) if (!places.has(label)) labels.setShown(label, isShownOf(label))
      places.add(block)
      blocks[block.level]!.set(block.index, block)
      for (const [piece, label] of block.labels.entries()) {
        if (isShown(label)) countShown(block, piece, finerOf(block, piece), true)
      }
      stale.markAround(block)
    },
    remove,
    setDrawable: (block, isDrawable) => {
      if (block.isDrawable === isDrawable) return
      block.isDrawable = isDrawable
      stale.markAround(block)
    },
    has: places.has,
    isShown,
    setShown: (label, next) => {
      if (isShown(label) === next) return false
      labels.setShown(label, next)
      const [own, pieces]: [KnownBlock[], number[]] = [[], []]
      places.collect(label, own, pieces)
      for (const [i, block] of own.entries()) countShown(block, pieces[i]!, finerOf(block, pieces[i]!), next)
      stale.markLabel(label)
      return true
    },
    shownOf: (block) => shownPieces({ isShown }, block),
    choose: (sight, mostTriangles) => {
      for (const level of blocks) {
        for (const block of level.values()) {
          const error = finerAskedFor(scales, sight, block)
          if (error > 0 !== block.detail.error > 0) stale.markLabels(block)
          block.detail.error = error
        }
      }
      chooser(mostTriangles)
      for (const block of stale.takeBlocks()) listDrawn(block)
    },
  }
}

/** What is chosen for a label follows from no other label: as long as triangles suffice for all, only stale ones are chosen for. */
function createChooser(
  blocks: SceneBlocks['blocks'],
  stale: ReturnType<typeof createStale>,
  labels: Pick<ReturnType<typeof createLabelNotes>, 'setTriangles' | 'triangles'>,
  { choose, chooseWithin }: DetailChoice,
): (mostTriangles: number) => void {
  let wasShort = false
  return (mostTriangles) => {
    for (const label of stale.takeLabels()) labels.setTriangles(label, choose(label))
    const isShort = labels.triangles() > mostTriangles
    if (isShort) chooseWithin(mostTriangles)
    else if (wasShort) {
      for (const level of blocks) for (const block of level.values()) stale.markLabels(block)
      for (const label of stale.takeLabels()) choose(label)
    }
    wasShort = isShort
  }
}

/** What has to be done again: labels to choose for, and blocks whose drawn pieces are to be listed. */
function createStale(blocks: SceneBlocks['blocks'], isShown: (label: number) => boolean) {
  let labels = new Set<number>()
  let listed = new Set<KnownBlock>()
  const markLabels = (block: KnownBlock): void => {
    for (const label of block.labels) if (isShown(label)) labels.add(label)
  }
  return {
    markLabel: (label: number) => void labels.add(label),
    markLabels,
    /** A block counts for its own pieces, and for the coarser ones that it may stand for. */
    markAround(block: KnownBlock): void {
      markLabels(block)
      for (const coarser of blocks[block.level + 1]?.values() ?? []) {
        if (coarser.shown.inFiner.has(block.index)) markLabels(coarser)
      }
    },
    markBlock: (block: KnownBlock) => void listed.add(block),
    takeLabels(): ReadonlySet<number> {
      const taken = labels
      labels = new Set()
      return taken
    },
    takeBlocks(): ReadonlySet<KnownBlock> {
      const taken = listed
      listed = new Set()
      return taken
    },
  }
}

/** Labels at the beginning. */
const FIRST_LABELS = 1024

/** Of each label in memory: whether it is shown, and the triangles that its detail takes at most. */
function createLabelNotes() {
  let flags: Uint8Array = new Uint8Array(FIRST_LABELS)
  let triangles: Uint32Array = new Uint32Array(FIRST_LABELS)
  let sum = 0
  const setTriangles = (label: number, count: number): void => {
    sum += count - triangles[label]!
    triangles[label] = count
  }
  return {
    isShown: (label: number): boolean => flags[label] === 1,
    setShown(label: number, isShown: boolean): void {
      const length = lengthFor(label + 1, flags.length)
      if (length > flags.length) {
        flags = longerBytes(flags, length)
        triangles = longerWords(triangles, length)
      }
      flags[label] = isShown ? 1 : 0
    },
    setTriangles,
    /** Of all labels together. */
    triangles: () => sum,
    forget(label: number): void {
      flags[label] = 0
      setTriangles(label, 0)
    },
  }
}

function listDrawn({ detail }: KnownBlock): void {
  const pieces: number[] = []
  for (let piece = 0; piece < detail.standing.length; piece++) if (detail.standing[piece] === DRAWN) pieces.push(piece)
  const isSame = pieces.length === detail.drawn.length && pieces.every((piece, at) => detail.drawn[at] === piece)
  if (!isSame) detail.drawn = Uint32Array.from(pieces)
}
