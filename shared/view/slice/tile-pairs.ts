import type { Box3 } from '../../geometry.ts'
import { intersection, sameBox, without } from '../box.ts'

/** A box on which both layers are constant, with the tile of each that has one there. */
export interface TilePair<T, U> {
  readonly box: Box3
  readonly a?: T
  readonly b?: U
}

interface Boxed {
  readonly box: Box3
}

/**
 * Splits the union of two layers' tiles into disjoint boxes on which both are constant, so that one shader draws
 * image and labels at once. Tiles of one layer do not overlap. Equal boxes, the usual case of two layers with the
 * same chunks, are matched without cutting anything.
 */
export function pairTiles<T extends Boxed, U extends Boxed>(a: readonly T[], b: readonly U[]): TilePair<T, U>[] {
  const pairs: TilePair<T, U>[] = []
  const [restA, restB] = pairEqual(a, b, pairs)
  if (restA.length > 0 || restB.length > 0) pairCut(restA, restB, pairs)
  return pairs
}

/** Pairs tiles with equal boxes; returns what remains of both. */
function pairEqual<T extends Boxed, U extends Boxed>(
  a: readonly T[],
  b: readonly U[],
  pairs: TilePair<T, U>[],
): readonly [readonly T[], readonly U[]] {
  const byCorner = new Map<number, number>()
  for (let i = 0; i < b.length; i++) byCorner.set(cornerHash(b[i]!.box), i)
  const used = new Uint8Array(b.length)
  const restA: T[] = []
  for (let i = 0; i < a.length; i++) {
    const tile = a[i]!
    // Both layers list their cells centre first, so the same place is the likeliest.
    let j = i < b.length && sameBox(tile.box, b[i]!.box) ? i : -1
    if (j < 0) {
      const found = byCorner.get(cornerHash(tile.box))
      if (found !== undefined && sameBox(tile.box, b[found]!.box)) j = found
    }
    if (j < 0) {
      restA.push(tile)
    } else {
      used[j] = 1
      pairs.push({ box: tile.box, a: tile, b: b[j]! })
    }
  }
  return [restA, b.filter((_, j) => used[j] === 0)]
}

/** A number of a box's lowest corner; two corners may share it, in which case the boxes are cut instead. */
function cornerHash(box: Box3): number {
  return box.min[0] + box.min[1] * 1048573 + box.min[2] * 1099509530625
}

/** Intersections of all overlapping tiles, then what is left over of each. Sweeps along x to skip the far ones. */
function pairCut<T extends Boxed, U extends Boxed>(a: readonly T[], b: readonly U[], pairs: TilePair<T, U>[]): void {
  const left = [...b].sort((p, q) => p.box.min[0] - q.box.min[0])
  const remains: (Box3[] | undefined)[] = new Array(left.length)
  const widest = left.reduce((most, tile) => Math.max(most, tile.box.max[0] - tile.box.min[0]), 0)
  for (const tile of a) {
    let own: Box3[] = [tile.box]
    for (let j = firstFrom(left, tile.box.min[0] - widest); j < left.length; j++) {
      const other = left[j]!
      if (other.box.min[0] >= tile.box.max[0]) break
      const box = intersection(tile.box, other.box)
      if (box === undefined) continue
      pairs.push({ box, a: tile, b: other })
      own = without(own, box)
      remains[j] = without(remains[j] ?? [other.box], box)
    }
    for (const box of own) pairs.push({ box, a: tile })
  }
  for (const [j, other] of left.entries()) for (const box of remains[j] ?? [other.box]) pairs.push({ box, b: other })
}

/** The first tile, in the order of their lower x, that begins at `x` or later. */
function firstFrom(tiles: readonly Boxed[], x: number): number {
  let low = 0
  let high = tiles.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (tiles[middle]!.box.min[0] < x) low = middle + 1
    else high = middle
  }
  return low
}
