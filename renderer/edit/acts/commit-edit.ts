import type { Edit } from '../../../shared/edits/edit.ts'
import type { Result } from '../../../shared/problem.ts'
import type { Committed } from '../edit-backend.ts'
import type { EditSession } from '../edit-session.ts'

/** Commits edits and brings what they changed to the screen. Every edit of this machine goes through here. */
export async function commitEdits(
  { backend, split, screen }: EditSession,
  edits: readonly Edit[],
): Promise<Result<Committed>> {
  const committed = await backend.commit(edits)
  if (!committed.ok) return committed
  const { folded, touched } = committed.value
  split.edited(folded, touched)
  await screen.bases.edited()
  await screen.watch.touched(touched)
  return committed
}
