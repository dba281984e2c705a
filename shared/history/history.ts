import { type Edit, type EditKey, editKey, type Outcome } from '../edits/edit.ts'
import type { Today as HeldToday } from '../fold/cuts/holds-today.ts'
import { endsJoinedBy } from '../fold/cuts/joined-ends.ts'
import { pointsNamed } from '../fold/void-reason.ts'
import type { FoldedEdit, FoldedLog } from '../folded-log/folded-log.ts'
import type { Vec3 } from '../geometry.ts'
import { type FindEdit, lineOf, type NamedEdit, type NamedOrKey, nameOf, whoMade } from '../words/edit-words.ts'
import { type HistoryRow, rowsOf } from './history-rows.ts'

/** What holds of an edit today (rule E12). */
export interface Today {
  readonly state:
    | { readonly kind: 'holds' | 'refused' | 'nothing-to-revert' }
    /** Neither a merge nor a split, so there is nothing that could hold. */
    | { readonly kind: 'made' }
    | { readonly kind: 'conflicted'; readonly with: NamedOrKey | undefined }
    /** `made-again`: it was taken back before, and holds since `by`. */
    | { readonly kind: 'made-again' | 'taken-back' | 'overridden'; readonly by: NamedOrKey }
  /** The edit also joins ends of the cuts of these splits; `more`: the number of splits beyond those. */
  readonly joinsEndsOf?: { readonly splits: readonly NamedOrKey[]; readonly more: number } | undefined
}

/**
 * One edit, or a row of History: a merge or split with what took it back and made it again. Its words, author and time are
 * then those of the first edit, and what holds today is told of the last one that made it.
 */
export interface HistoryLine extends NamedEdit {
  readonly key: EditKey
  readonly kind: 'merge' | 'split' | 'revert' | 'annotate'
  /** Such as "merge 461 + 9775". */
  readonly words: string
  readonly committed: boolean
  /** The number of edits in the row. */
  readonly edits: number
  /** Why the store refused it (E14). */
  readonly refused?: string | undefined
  readonly outcome: Outcome
  readonly today: Today
  readonly inForce: boolean
  readonly position: Vec3
}

export interface HistoryPage {
  /** Rows that can be shown. */
  readonly total: number
  /** Committed edits before those. They are in this machine's snapshot, which has their effect alone. */
  readonly older: number
  readonly lines: readonly HistoryLine[]
}

/**
 * Some rows of History, the one with the newest edit first. With `of`, a supervoxel and its base, the lineage of its segment: every edit with a
 * point that lies in that segment now. A revert has the points of its target.
 */
export async function historyOf(
  foldedLog: FoldedLog,
  context: EditContext,
  {
    skip,
    take,
    of,
  }: { skip: number; take: number; of?: { readonly supervoxel: bigint; readonly base: bigint } | undefined },
): Promise<HistoryPage> {
  const edits = of === undefined ? foldedLog.edits : await editsOfSegment(foldedLog, of)
  const { total, slice } = rowsOf({ edits, find: context.find, placeOf: placesIn(foldedLog, edits) })
  const end = Math.max(0, total - skip)
  const shown = [...slice(Math.max(0, end - take), end)].reverse()
  return {
    total,
    older: foldedLog.offset,
    lines: shown.map((row) => rowLine(foldedLog, context, edits, row)),
  }
}

function rowLine(
  foldedLog: FoldedLog,
  context: EditContext,
  edits: readonly FoldedEdit[],
  row: HistoryRow,
): HistoryLine {
  const [first, making, last] = [edits[row.first]!, edits[row.making]!, edits[row.last]!]
  const now = historyLine(foldedLog, context, making)
  if (row.edits === 1) return now
  const { state } = now.today
  const again = state.kind === 'holds' && row.making !== row.first
  const today: Today = again
    ? { ...now.today, state: { kind: 'made-again', by: namedEdit(making, context) } }
    : now.today
  return {
    ...now,
    ...namedEdit(first, context),
    words: lineOf(first, context.find),
    committed: last.by !== undefined,
    edits: row.edits,
    today,
  }
}

/** The places of edits among some of the log, or among all. */
function placesIn({ edits: all, placeOf }: FoldedLog, edits: readonly FoldedEdit[]): FoldedLog['placeOf'] {
  if (edits === all) return placeOf
  const places = new Map(edits.map(({ edit }, place) => [editKey(edit.id), place]))
  return (key) => places.get(key)
}

async function editsOfSegment(foldedLog: FoldedLog, of: { readonly supervoxel: bigint; readonly base: bigint }) {
  const [wanted] = await foldedLog.segmentsAt([of])
  const isThere = new Map<string, boolean>()
  const edits: FoldedEdit[] = []
  for (const folded of foldedLog.edits) {
    for (const { supervoxel, base } of pointsNamed(folded.edit)) {
      const name = `${supervoxel} ${base}`
      let there = isThere.get(name)
      if (there === undefined) {
        const [now] = await foldedLog.segmentsAt([{ supervoxel, base }])
        there = now?.segment === wanted?.segment
        isThere.set(name, there)
      }
      if (!there) continue
      edits.push(folded)
      break
    }
  }
  return edits
}

export function historyLine(foldedLog: FoldedLog, context: EditContext, folded: FoldedEdit): HistoryLine {
  const { edit, outcome, by, refused } = folded
  const key = editKey(edit.id)
  return {
    ...namedEdit(folded, context),
    key,
    kind: edit.kind,
    words: lineOf(folded, context.find),
    committed: by !== undefined,
    edits: 1,
    refused,
    outcome,
    today: todayOf(foldedLog, context, folded),
    inForce: foldedLog.fold.isInForce(key),
    position: positionOf(folded),
  }
}

/** What names edits for a person. */
export interface EditContext {
  readonly find: FindEdit
  /** Whether an edit is the person's own. */
  readonly isOwn: (edit: Edit) => boolean
}

function namedEdit(folded: FoldedEdit, { find, isOwn }: EditContext): NamedEdit {
  const { edit } = folded
  return { name: nameOf(folded, find), author: whoMade(folded), isOwn: isOwn(edit), madeAtMs: edit.madeAtMs }
}

export function namedOrKey(key: EditKey, context: EditContext): NamedOrKey {
  const folded = context.find(key)
  return folded === undefined ? key : namedEdit(folded, context)
}

/** Splits that one line names. */
const SPLITS_NAMED_MAX = 2

function todayOf(foldedLog: FoldedLog, context: EditContext, folded: FoldedEdit): Today {
  const { edit } = folded
  const key = editKey(edit.id)
  const today = foldedLog.fold.holdsToday(key)
  const state = stateOf(folded, today, context)
  const isGone = today !== undefined && today.kind !== 'holds'
  if (isGone || edit.kind === 'split' || edit.kind === 'annotate') return { state }
  // Told here only: nobody was asked about it (rule SS7).
  const splits = endsJoinedBy(foldedLog.fold.tables, key, edit.overrides)
  if (splits.length === 0) return { state }
  const named = splits.slice(0, SPLITS_NAMED_MAX).map((split) => namedOrKey(split, context))
  return { state, joinsEndsOf: { splits: named, more: splits.length - named.length } }
}

function stateOf({ edit, outcome }: FoldedEdit, today: HeldToday | undefined, context: EditContext): Today['state'] {
  const { verdict, witness } = outcome
  if (verdict === 'conflicted') return { kind: 'conflicted', with: witness && namedOrKey(witness, context) }
  if (verdict === 'void') return { kind: 'refused' }
  if (today === undefined) {
    return { kind: edit.kind === 'revert' && verdict === 'redundant' ? 'nothing-to-revert' : 'made' }
  }
  if (today.kind === 'holds') return { kind: 'holds' }
  return { kind: today.kind === 'undone' ? 'taken-back' : today.kind, by: namedOrKey(today.by, context) }
}

/** Where an edit was made, in nanometres: halfway between its first and last point, which lie on its two sides. */
export function positionOf({ edit }: Pick<FoldedEdit, 'edit'>): Vec3 {
  const positions = positionsOf(edit)
  const first = positions[0] ?? [0, 0, 0]
  const last = positions.at(-1) ?? first
  return [(first[0] + last[0]) / 2, (first[1] + last[1]) / 2, (first[2] + last[2]) / 2]
}

function positionsOf(edit: Edit): readonly Vec3[] {
  if (edit.kind !== 'annotate') return pointsNamed(edit).map(({ position }) => position)
  return edit.change.kind === 'put' ? edit.change.value.positions.slice(0, 1) : []
}
