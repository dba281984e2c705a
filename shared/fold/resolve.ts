import type { Edit, Point } from '../edits/edit.ts'
import { findNode } from './loaded-base.ts'
import { addPiece, type FoldTables } from './tables.ts'

/** What the fold must know of a base segment without its graph; both at once, from an agglomeration source. */
export interface BaseFacts {
  /** Its smallest supervoxel. */
  leastOf(base: bigint): bigint
  /** Its number of supervoxels. */
  countOf(base: bigint): number
}

/** The handle of a base; an unknown one becomes a single piece in a segment of its own. */
export function baseHandle(tables: FoldTables, facts: BaseFacts, id: bigint): number {
  const known = tables.baseHandles.get(id)
  if (known !== undefined) return known
  const handle = tables.bases.length
  tables.bases.push({ id, pieces: new Set(), cut: new Map(), freed: new Map(), loaded: undefined })
  tables.baseHandles.set(id, handle)
  addPiece(tables, handle, facts.leastOf(id), facts.countOf(id), -1)
  return handle
}

/** The handle of a point; an unknown one is put into the piece that holds its supervoxel now. */
export function pointHandle(tables: FoldTables, facts: BaseFacts, supervoxel: bigint, base: bigint): number {
  const { points, pieces } = tables
  const known = points.handles.get(supervoxel)
  if (known !== undefined) return known
  const owner = baseHandle(tables, facts, base)
  const point = points.supervoxel.length
  const piece = pieceHolding(tables, owner, supervoxel)
  points.handles.set(supervoxel, point)
  points.supervoxel.push(supervoxel)
  points.base.push(owner)
  points.piece.push(piece)
  points.merges.push([])
  points.guards.push([])
  points.named.push(false)
  pieces.points[piece]!.push(point)
  const { loaded } = tables.bases[owner]!
  const node = loaded === undefined ? -1 : findNode(loaded.supervoxels, supervoxel)
  if (node >= 0) loaded?.pointAt.set(node, point)
  return point
}

/**
 * The piece of a base that holds a supervoxel. A supervoxel that its base does not have (an edit from elsewhere may
 * name one) is taken to lie with the base's first, so that all replicas do the same.
 */
export function pieceHolding(tables: FoldTables, base: number, supervoxel: bigint): number {
  const { pieces, loaded } = tables.bases[base]!
  const [only] = pieces
  if (pieces.size === 1 && only !== undefined) return only
  if (loaded === undefined) throw new Error(`bug: the graph of base ${tables.bases[base]!.id} is needed first`)
  return loaded.pieceOf[Math.max(0, findNode(loaded.supervoxels, supervoxel))]!
}

/** The points that an edit of the graph names. */
export function pointsNamed(edit: Edit): readonly Point[] {
  switch (edit.kind) {
    case 'merge':
      return [edit.a, edit.b]
    case 'split':
      return [...edit.sources, ...edit.sinks]
    case 'revert':
      return edit.points
    case 'annotate':
      return []
  }
}

/** Rule E14, as far as an edit and the bases that were named before it tell. */
export function voidReason({ points, bases }: FoldTables, edit: Edit): string | undefined {
  const baseOf = new Map<bigint, bigint>()
  for (const { supervoxel, base } of pointsNamed(edit)) {
    const handle = points.handles.get(supervoxel)
    const named =
      handle !== undefined && points.named[handle] ? bases[points.base[handle]!]!.id : baseOf.get(supervoxel)
    if (named !== undefined && named !== base) return `supervoxel ${supervoxel} is named in two base segments`
    baseOf.set(supervoxel, base)
  }
  if (edit.kind === 'merge' && edit.a.supervoxel === edit.b.supervoxel) return 'it merges a supervoxel with itself'
  if (edit.kind !== 'split') return undefined
  const sources = new Set(edit.sources.map((point) => point.supervoxel))
  const both = edit.sinks.find((point) => sources.has(point.supervoxel))
  return both === undefined ? undefined : `supervoxel ${both.supervoxel} is a seed of both sides`
}
