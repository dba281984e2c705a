import type { CommittedEdit } from '../../../shared/contracts/store-protocol.ts'
import { historyLine } from '../../../shared/history/history.ts'
import type { Result } from '../../../shared/problem.ts'
import type { EditSession } from '../edit-session.ts'
import { logStateOf } from '../own-log/log-state.ts'

/** The page is told the edits of others one by one up to this number. More of them are a catching-up. */
const TOLD_EDITS_MAX = 20

/** Takes in edits that the store committed: writes them to the disk, folds them in, and brings them to the screen. */
export async function takeIncoming(
  session: EditSession,
  store: string,
  from: number,
  entries: readonly CommittedEdit[],
): Promise<Result<null>> {
  const { world, opened, backend, split, screen, context } = session
  const kept = await opened.committed.append(store, from, entries)
  if (!kept.ok) return kept
  const { touched, arrived } = await backend.takeCommitted(entries)
  if (touched.size > 0) split.outdated()
  await screen.bases.edited()
  await screen.watch.touched(touched)
  const { sources, sinks } = split.seeds()
  if (sources.length + sinks.length > 0) screen.painter.split(split, await split.plan())
  world.post({ kind: 'log', log: logStateOf(session) })
  const others = arrived.filter(({ edit }) => !opened.currentUser.isOwn(edit))
  if (others.length > 0 && others.length <= TOLD_EDITS_MAX) {
    world.post({ kind: 'arrived', lines: others.map((folded) => historyLine(opened.foldedLog, context, folded)) })
  }
  return { ok: true, value: null }
}
