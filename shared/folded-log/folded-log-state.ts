import { createOwnActs, type OwnActs } from '../acts/own-acts.ts'
import type { CommittedEdit } from '../contracts/store-protocol.ts'
import { type Edit, type EditKey, type EditPoint, editKey, type LogEntry, type Outcome } from '../edits/edit.ts'
import { createFold, type Fold, type SegmentNow } from '../fold/fold.ts'
import { foldFromSnapshot } from '../fold/snapshot/read-snapshot.ts'
import { pointsNamed } from '../fold/void-reason.ts'
import { ProblemError } from '../problem.ts'
import { type BaseKeeper, basesNamed } from './base-keeper.ts'

/** One edit of the log and its outcome. */
export interface FoldedEdit {
  readonly edit: Edit
  readonly outcome: Outcome
  /** The segments of its points just before the edit, each once, in the order of the points. They name the edit. */
  readonly segments: readonly bigint[]
  /** The user who brought the edit to the central store; undefined while it is pending. */
  readonly by?: string | undefined
  /** Why the central store refused it (rule E14). */
  readonly refused?: string | undefined
}

export interface FoldedLogParts {
  readonly bases: BaseKeeper
  /** Whether an edit counts as the person's own. */
  readonly isOwn: (edit: Edit) => boolean
  /** Is awaited in long work, so that other work gets its turn. */
  readonly pause: () => Promise<void>
}

/** The fold of the committed edits up to a seq, as bytes. */
export interface Snapshot {
  readonly seq: number
  readonly bytes: Uint8Array
}

/** A snapshot that is read when it is needed, because that of a large dataset is not kept in memory. */
export interface Checkpoint {
  readonly seq: number
  /** Rejects with a `ProblemError`. */
  read(): Promise<Uint8Array>
}

/** What a folded log begins with. */
export interface FoldedLogStart {
  /** The fold of all committed edits up to its seq. `read` reads its bytes anew. */
  readonly snapshot: (Snapshot & Checkpoint) | undefined
  /** The committed edits after the snapshot. */
  readonly committed: readonly CommittedEdit[]
  /** This client's own log. Edits that are committed already are passed over. */
  readonly own: readonly Edit[]
}

/** What a folded log is made of: committed edits up to `head`, then pending ones. */
export interface FoldedLogState {
  fold: Fold
  acts: OwnActs
  /** The last committed seq. */
  head: number
  /** What a rebase begins with. Without a checkpoint it begins with the first edit. */
  checkpoint: Checkpoint | undefined
  /** The seq before the first edit. */
  readonly offset: number
  readonly edits: FoldedEdit[]
  readonly places: Map<EditKey, number>
  /** The bases that each pending edit touched when it was folded. */
  readonly touchedBy: Map<EditKey, readonly bigint[]>
}

export type FoldedNext =
  | { readonly kind: 'added'; readonly folded: FoldedEdit; readonly touched: readonly bigint[] }
  /** The edit is from a newer version (rule E14). The log cannot be folded from here on. */
  | { readonly kind: 'stopped'; readonly schema: number }

/** A rebase folds again at most about this many edits: after this many a new checkpoint is made. */
const CHECKPOINT_EVERY = 2000
/** A new checkpoint also waits for this share of the log, because a checkpoint of a long log takes long. */
const CHECKPOINT_SHARE = 0.05

export function startFoldedLog({ bases, isOwn }: FoldedLogParts, snapshot: FoldedLogStart['snapshot']): FoldedLogState {
  const state: FoldedLogState = {
    fold: snapshot === undefined ? createFold(bases.facts) : openFold(bases, snapshot.bytes),
    acts: createOwnActs(isOwn, () => false),
    head: snapshot?.seq ?? 0,
    checkpoint: snapshot === undefined ? undefined : { seq: snapshot.seq, read: snapshot.read },
    offset: snapshot?.seq ?? 0,
    edits: [],
    places: new Map(),
    touchedBy: new Map(),
  }
  rememberActs(state, isOwn)
  return state
}

export async function foldAt(bases: BaseKeeper, checkpoint: Checkpoint | undefined): Promise<Fold> {
  return checkpoint === undefined ? createFold(bases.facts) : openFold(bases, await checkpoint.read())
}

function openFold(bases: BaseKeeper, bytes: Uint8Array): Fold {
  const opened = foldFromSnapshot(bytes, bases.facts)
  if (!opened.ok) throw new ProblemError(opened.problem)
  return opened.value
}

/** Looks up segments in the current fold. Another fold may become current while graphs are read. */
export async function segmentsIn(
  bases: BaseKeeper,
  current: () => Fold,
  points: readonly Omit<EditPoint, 'position'>[],
): Promise<SegmentNow[]> {
  await bases.learn(points.map(({ base }) => base))
  for (;;) {
    const fold = current()
    const found = points.map(({ supervoxel, base }) => fold.segmentAt(supervoxel, base))
    const missing = points.filter((_, i) => found[i] === undefined).map(({ base }) => base)
    if (missing.length === 0) return found.filter((one) => one !== undefined)
    await bases.provide(fold, missing)
  }
}

export async function applyTo(bases: BaseKeeper, fold: Fold, entry: LogEntry) {
  await bases.learn(basesNamed(entry.edit))
  for (;;) {
    const folded = fold.apply(entry)
    if (folded.kind !== 'needs') return folded
    await bases.provide(fold, folded.bases)
  }
}

/** Folds an entry at the end of a fold and returns its outcome. `known` has the segments that its author saw. */
export async function foldNext(
  bases: BaseKeeper,
  fold: Fold,
  { by, ...entry }: LogEntry & Pick<FoldedEdit, 'by'>,
  known?: FoldedEdit,
): Promise<FoldedNext> {
  const { edit, refused } = entry
  await bases.learn(basesNamed(edit))
  const seen = known?.segments ?? (await segmentsIn(bases, () => fold, pointsNamed(edit))).map(({ segment }) => segment)
  const step = await applyTo(bases, fold, entry)
  if (step.kind === 'stopped') return step
  const outcome: Outcome = step.kind === 'folded' ? step.outcome : { verdict: 'void', changed: false }
  const folded: FoldedEdit = { edit, outcome, segments: [...new Set(seen)], by, refused }
  return { kind: 'added', folded, touched: step.kind === 'folded' ? step.touched() : [] }
}

/** Replaces the edits from a place on. An id that occurs twice keeps its first place. */
export function putEdits({ edits, places }: FoldedLogState, from: number, added: readonly FoldedEdit[]): void {
  for (const { edit } of edits.splice(from))
    if ((places.get(editKey(edit.id)) ?? -1) >= from) places.delete(editKey(edit.id))
  for (const folded of added) {
    const key = editKey(folded.edit.id)
    if (!places.has(key)) places.set(key, edits.length)
    edits.push(folded)
  }
}

export function rememberActs(state: FoldedLogState, isOwn: FoldedLogParts['isOwn']): void {
  state.acts = createOwnActs(isOwn, (key) => state.fold.isInForce(key))
  for (const folded of state.edits) state.acts.add(folded.edit, tookEffect(folded))
}

/** Whether an edit did what it says. A revert of an edit that was not in force did nothing. */
export function tookEffect({ edit, outcome: { verdict } }: FoldedEdit): boolean {
  return verdict === 'applied' || (verdict === 'redundant' && edit.kind !== 'revert')
}

/** Returns the checkpoint to use from now on. `fold` holds the committed edits up to `seq` and nothing else. */
export function checkpointAt(current: Checkpoint | undefined, fold: Fold, seq: number): Checkpoint | undefined {
  const since = seq - (current?.seq ?? 0)
  if (since < Math.max(CHECKPOINT_EVERY, CHECKPOINT_SHARE * seq)) return current
  const bytes = fold.snapshot()
  return { seq, read: async () => bytes }
}
