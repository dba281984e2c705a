import type { OwnActs } from '../acts/own-acts.ts'
import type { CommittedEdit } from '../contracts/store-protocol.ts'
import { type Edit, type EditKey, type EditPoint, editKey } from '../edits/edit.ts'
import { wasFolded } from '../fold/edit-names.ts'
import type { Fold, SegmentNow } from '../fold/fold.ts'
import { refusals } from '../words/refusals.ts'
import { type BaseKeeper, basesNamed } from './base-keeper.ts'
import {
  checkpointAt,
  type FoldedEdit,
  type FoldedLogParts,
  type FoldedLogStart,
  type FoldedLogState,
  type FoldedNext,
  foldNext,
  putEdits,
  rememberActs,
  segmentsIn,
  startFoldedLog,
  tookEffect,
} from './folded-log-state.ts'
import { newer, type Rebased, rebase } from './rebase.ts'

export type { FoldedEdit } from './folded-log-state.ts'

/**
 * The edit log in memory, folded: the committed edits in the store's order, then this client's pending edits. Calls that
 * change it must come one after the other. Rules SD1 to SD4.
 */
export interface FoldedLog {
  /** A rebase replaces the fold, so nobody may keep it. */
  readonly fold: Fold
  readonly bases: BaseKeeper
  readonly acts: OwnActs
  /** In log order, from the one after `offset`. */
  readonly edits: readonly FoldedEdit[]
  /** The seq of the snapshot that the log began with. Edits up to it are in the fold, but not in `edits`. */
  readonly offset: number
  /** The last committed seq. */
  readonly head: number
  find(key: EditKey): FoldedEdit | undefined
  /** Its place in `edits`. */
  placeOf(key: EditKey): number | undefined
  /**
   * Folds the next pending edit, which is durable already, and returns the bases that it touched. Rejects with a
   * `ProblemError` where a graph cannot be read. The log then ends with the edit before.
   */
  add(edit: Edit): Promise<Added>
  /**
   * Takes in committed edits with seqs `head` + 1, ... While they are the first of the pending edits, these become
   * committed in place. Any other edit goes under the pending ones, which are folded anew on top. Rejects like `add`,
   * and with `unsupported` for edits of a newer version.
   */
  commit(entries: readonly CommittedEdit[]): Promise<Rebased>
  /** `isOwn` returns something else from now on. */
  ownChanged(): void
  /** Segments now, in the same order. */
  segmentsAt(points: readonly Omit<EditPoint, 'position'>[]): Promise<SegmentNow[]>
}

export type Added = FoldedNext

/** Returns the folded log. `stopped` says in a sentence why the end of the log cannot be folded. */
export async function openFoldedLog(
  parts: FoldedLogParts,
  { snapshot, committed, own }: FoldedLogStart,
): Promise<{ readonly foldedLog: FoldedLog; readonly stopped: string | undefined }> {
  const { bases, pause } = parts
  const state = startFoldedLog(parts, snapshot)
  const foldedLog = foldedLogOver(parts, state)
  await bases.learn([...committed.map(({ edit }) => edit), ...own].flatMap(basesNamed))
  for (const entry of committed) {
    const added = await addCommitted(parts, state, entry)
    if (added.kind === 'stopped') return { foldedLog, stopped: refusals.newer(added.schema) }
    await pause()
  }
  state.checkpoint = checkpointAt(state.checkpoint, state.fold, state.head)
  for (const edit of own) {
    if (state.head > 0 && wasFolded(state.fold.tables.names, edit.id)) continue
    const added = await foldedLog.add(edit)
    if (added.kind === 'stopped') return { foldedLog, stopped: refusals.newer(added.schema) }
    await pause()
  }
  return { foldedLog, stopped: undefined }
}

function foldedLogOver(parts: FoldedLogParts, state: FoldedLogState): FoldedLog {
  const { bases } = parts
  return {
    bases,
    edits: state.edits,
    offset: state.offset,
    get fold() {
      return state.fold
    },
    get acts() {
      return state.acts
    },
    get head() {
      return state.head
    },
    find(key) {
      const place = state.places.get(key)
      return place === undefined ? undefined : state.edits[place]
    },
    placeOf: (key) => state.places.get(key),
    segmentsAt: (points) => segmentsIn(bases, () => state.fold, points),
    async add(edit) {
      const added = await foldOne(parts, state, { edit })
      if (added.kind === 'added') state.touchedBy.set(editKey(edit.id), added.touched)
      return added
    },
    commit: (entries) => commit(parts, state, entries),
    ownChanged: () => rememberActs(state, parts.isOwn),
  }
}

async function foldOne(
  { bases }: FoldedLogParts,
  state: FoldedLogState,
  entry: Partial<CommittedEdit> & Pick<FoldedEdit, 'edit'>,
): Promise<Added> {
  const { edits, offset, acts } = state
  const added = await foldNext(bases, state.fold, { ...entry, seq: offset + edits.length + 1 })
  if (added.kind === 'stopped') return added
  putEdits(state, edits.length, [added.folded])
  acts.add(entry.edit, tookEffect(added.folded))
  return added
}

/** To be called only while nothing is pending. */
async function addCommitted(parts: FoldedLogParts, state: FoldedLogState, entry: CommittedEdit): Promise<Added> {
  const added = await foldOne(parts, state, entry)
  if (added.kind === 'added') state.head++
  return added
}

async function commit(
  parts: FoldedLogParts,
  state: FoldedLogState,
  entries: readonly CommittedEdit[],
): Promise<Rebased> {
  const { edits, offset, touchedBy } = state
  const touched = new Set<bigint>()
  const arrived: FoldedEdit[] = []
  for (const [i, entry] of entries.entries()) {
    const at = state.head - offset
    const folded = edits[at]
    const key = editKey(entry.edit.id)
    if (folded === undefined) {
      const added = await addCommitted(parts, state, entry)
      if (added.kind === 'stopped') throw newer(added.schema)
      arrived.push(added.folded)
      for (const base of added.touched) touched.add(base)
      await parts.pause()
    } else if (editKey(folded.edit.id) === key && entry.refused === undefined) {
      edits[at] = { ...folded, by: entry.by }
      touchedBy.delete(key)
      state.head++
    } else {
      const rebased = await rebase(parts, state, entries.slice(i))
      return { touched: new Set([...touched, ...rebased.touched]), arrived: [...arrived, ...rebased.arrived] }
    }
  }
  if (edits.length === state.head - offset) state.checkpoint = checkpointAt(state.checkpoint, state.fold, state.head)
  return { touched, arrived }
}
