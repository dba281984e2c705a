import { consequencesOf, consequencesOfCut } from '../../shared/acts/consequences.ts'
import { nearnessOf, type ReadDoubtIndex } from '../../shared/acts/contact.ts'
import { type Draft, makeEdit, NO_FINDINGS, type Signature } from '../../shared/acts/make-edit.ts'
import type { CommittedEdit } from '../../shared/contracts/store-protocol.ts'
import { type Edit, editKey } from '../../shared/edits/edit.ts'
import { basesNamed } from '../../shared/folded-log/base-keeper.ts'
import type { FoldedEdit, FoldedLog } from '../../shared/folded-log/folded-log.ts'
import { newer, type Rebased } from '../../shared/folded-log/rebase.ts'
import type { EditContext } from '../../shared/history/history.ts'
import { problemOf } from '../../shared/problem.ts'
import { nameOf } from '../../shared/words/edit-words.ts'
import { refusals, refuse } from '../../shared/words/refusals.ts'
import { planOf } from './acts/split-session.ts'
import type { EditBackend } from './edit-backend.ts'
import type { OpenDataset } from './open-dataset.ts'

/** The log of this machine as a backend, kept together with a central store or not. */
export interface LocalBackend extends EditBackend {
  /** Takes in edits that the central store committed. They are durable already. */
  takeCommitted(entries: readonly CommittedEdit[]): Promise<Rebased>
}

export interface LocalBackendParts {
  readonly opened: OpenDataset
  readonly context: EditContext
  readonly readDoubts: ReadDoubtIndex
  /** The name of this session in edit ids. */
  readonly sessionId: string
  /** Why the segments of something on screen are not known; undefined while they are. */
  readonly unreadReason: () => string | undefined
  /** Is called with edits once they are durable. */
  readonly onWritten: (edits: readonly Edit[]) => void
  /** A clock in ms that never goes back. */
  readonly now: () => number
  /** Ms since 1970. */
  readonly wallClock: () => number
}

export function createLocalBackend(parts: LocalBackendParts): LocalBackend {
  const { opened, context, readDoubts, sessionId, now } = parts
  const { dataset, foldedLog, log, currentUser, somata, own } = opened
  /** Set once edits are durable that the fold does not have: nothing can follow on them. */
  let { stopped } = opened
  /** Of the next edit of this session. */
  let counter = 1

  const sign = (): Signature => ({
    client: currentUser.client,
    session: sessionId,
    counter,
    author: currentUser.name(),
    madeAtMs: parts.wallClock(),
    basis: foldedLog.head,
    dataset: dataset.id,
  })

  const orStop = async <T>(folding: Promise<T>): Promise<T> => {
    try {
      return await folding
    } catch (error) {
      stopped = refusals.notFolded(problemOf(error)?.message ?? String(error))
      throw error
    }
  }

  return {
    readOnly() {
      const reason = parts.unreadReason()
      const unread = reason === undefined ? undefined : refusals.unread(reason)
      return dataset.readOnly ?? stopped ?? unread ?? log.readOnly() ?? currentUser.cannotEdit()
    },
    find: foldedLog.find,
    isInForce: (key) => foldedLog.fold.isInForce(key),
    nextActs: (kind) => foldedLog.acts.nexts(kind),
    pointsAt: foldedLog.bases.pointsAt,
    segmentsAt: foldedLog.segmentsAt,
    planSplit: (seeds) => planOf(foldedLog, seeds),
    try: (draft) => tryDraft(foldedLog, draft, sign()),
    consequencesOf: (edit, plan) => consequencesOf({ foldedLog, somata, context, readDoubts }, edit, plan),
    consequencesOfCut: (plan) => consequencesOfCut(somata, plan),
    nearnessOf: (merge) => nearnessOf(foldedLog, readDoubts, merge),
    async commit(edits) {
      await foldedLog.bases.learn(edits.flatMap(basesNamed))
      const written = await log.append(edits)
      if (!written.ok) return written
      // Edits that were imported have ids of other sessions.
      counter += edits.filter(({ id }) => id.session === sessionId).length
      for (const edit of edits) own.push(edit)
      parts.onWritten(edits)
      const start = now()
      const { folded, touched } = await orStop(foldAll(foldedLog, edits))
      return { ok: true, value: { folded, touched, times: { ...written.value, folding: now() - start } } }
    },
    takeCommitted: (entries) => orStop(foldedLog.commit(entries)),
  }
}

async function foldAll(foldedLog: FoldedLog, edits: readonly Edit[]) {
  const folded: FoldedEdit[] = []
  const touched = new Set<bigint>()
  for (const edit of edits) {
    const added = await foldedLog.add(edit)
    if (added.kind === 'stopped') throw newer(added.schema)
    folded.push(added.folded)
    for (const base of added.touched) touched.add(base)
  }
  return { folded, touched }
}

/** Refused with a sentence where the author would not want what comes of the draft. */
async function tryDraft(foldedLog: FoldedLog, draft: Draft, signature: Signature): ReturnType<EditBackend['try']> {
  const edit = makeEdit(draft, signature, NO_FINDINGS)
  await foldedLog.bases.learn(basesNamed(edit))
  for (;;) {
    const tried = foldedLog.fold.dryRun(edit)
    if (tried.kind === 'refused') return refuse(refusals.impossible(tried.why))
    if (tried.kind === 'needs') {
      await foldedLog.bases.provide(foldedLog.fold, tried.bases)
      continue
    }
    const refusal = refusalOfVerdict(foldedLog, draft, tried.verdict)
    return refusal === undefined ? { kind: 'tried', edit: makeEdit(draft, signature, tried) } : refuse(refusal)
  }
}

/** Adding an edge or a guard once more is what the author meant, so that is not refused. */
function refusalOfVerdict(foldedLog: FoldedLog, draft: Draft, verdict: FoldedEdit['outcome']['verdict']) {
  if (draft.kind === 'split' && verdict === 'conflicted') return refusals.doesNotSeparate
  if (draft.kind !== 'revert' || verdict !== 'redundant') return undefined
  const folded = foldedLog.find(editKey(draft.target.id))
  return refusals.notInForce(folded === undefined ? 'edit' : nameOf(folded, foldedLog.find))
}
