import type { AgglomerationSource } from '../../shared/agglomeration/agglomeration-source.ts'
import type { StoredEdit } from '../../shared/contracts/store-protocol.ts'
import { parseEdit } from '../../shared/edits/edit-json.ts'
import { createFold, type Fold } from '../../shared/fold/fold.ts'
import { foldFromSnapshot } from '../../shared/fold/snapshot/read-snapshot.ts'
import { basesNamed, createBaseKeeper } from '../../shared/folded-log/base-keeper.ts'
import { ProblemError } from '../../shared/problem.ts'

/** This many graphs of bases are kept in memory, because edits that follow each other often need the same ones. */
const GRAPHS_MAX = 1000

/** Folds a committed log, some edits at a time. */
export interface LogFolder {
  /** The seq of the last edit that was folded. */
  seq(): number
  /** Folds the next edits. Rejects with a `ProblemError` if an edit or its base cannot be read. */
  add(entries: readonly StoredEdit[]): Promise<void>
  snapshot(): Uint8Array<ArrayBuffer>
}

/** Begins with the snapshot, if one is given. Throws a `ProblemError` if its bytes are no snapshot. */
export function createLogFolder(source: AgglomerationSource, snapshot: Uint8Array | undefined): LogFolder {
  const bases = createBaseKeeper(source)
  const fold = snapshot === undefined ? createFold(bases.facts) : opened(snapshot)
  let seq = fold.head()
  const held = new Set<bigint>()

  function opened(bytes: Uint8Array): Fold {
    const read = foldFromSnapshot(bytes, bases.facts)
    if (!read.ok) throw new ProblemError(read.problem)
    return read.value
  }

  async function addOne({ editJson, refused }: StoredEdit): Promise<void> {
    const edit = parseEdit(JSON.parse(editJson))
    if (!edit.ok) throw new ProblemError(edit.problem)
    await bases.learn(basesNamed(edit.value))
    const entry = { seq: seq + 1, edit: edit.value, refused }
    for (;;) {
      const folded = fold.apply(entry)
      if (folded.kind === 'stopped') throw new Error(`edit ${entry.seq} is of schema ${folded.schema}`)
      if (folded.kind !== 'needs') break
      await bases.provide(fold, folded.bases)
      for (const base of folded.bases) held.add(base)
    }
    seq++
    if (held.size <= GRAPHS_MAX) return
    for (const base of held) fold.drop(base)
    held.clear()
  }

  return {
    seq: () => seq,
    async add(entries) {
      for (const entry of entries) await addOne(entry)
    },
    snapshot: () => fold.snapshot(),
  }
}
