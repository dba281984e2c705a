import type { EditBackend } from '../edit-backend.ts'
import type { EditSession } from '../edit-session.ts'
import type { CutPreview, Point, Preview, SegmentNow, ToolPoints } from '../messages.ts'
import { findPath } from '../places/find-path.ts'
import { draftMerge } from './drafts.ts'

type PointsOf<K extends ToolPoints['kind']> = Extract<ToolPoints, { readonly kind: K }>

/** Shows the points of the tool in hand over the panels, and says what would come of them. The log stays as it is. */
export async function previewOf(session: EditSession, shown: ToolPoints): Promise<Preview> {
  if (shown.kind !== 'split') session.split.end()
  session.screen.painter.keepFor(pointsShown(shown))
  switch (shown.kind) {
    case 'none':
      session.screen.painter.clear()
      return { segments: [] }
    case 'light':
      // A second point makes it a merge, whose consequences need them.
      void session.readDoubts()
      return { segments: await light(session, shown.points) }
    case 'merge':
      // The segments are lit while the merge is tried.
      return { segments: await light(session, [shown.a, shown.b]), ...(await tryMerge(session, shown)) }
    case 'split':
      return previewSplit(session, shown)
    case 'path':
      return previewPath(session, shown)
  }
}

function pointsShown(shown: ToolPoints): readonly Point[] {
  switch (shown.kind) {
    case 'none':
      return []
    case 'light':
      return shown.points
    case 'merge':
    case 'path':
      return [shown.a, shown.b]
    case 'split':
      return [...shown.sources, ...shown.sinks]
  }
}

/** No split is prepared any more, and nothing is painted. */
export function endSplit({ split, screen }: EditSession): void {
  split.end()
  screen.painter.clear()
}

async function light(
  { backend, screen: { painter } }: EditSession,
  points: readonly Point[],
): Promise<readonly SegmentNow[]> {
  const segments = await segmentsOf(backend, points)
  const lit = new Set(segments.map(({ segment }) => segment))
  lit.delete(0n)
  if (lit.size === 0) painter.clear()
  else painter.light([...lit])
  return segments
}

async function tryMerge({ backend }: EditSession, { a, b }: PointsOf<'merge'>): Promise<Omit<Preview, 'segments'>> {
  const drafted = await draftMerge(backend, a, b)
  const tried = drafted.kind === 'refused' ? drafted : await backend.try(drafted.draft)
  if (tried.kind === 'refused') return { refusal: tried.sentence }
  const { edit } = tried
  const consequences = await backend.consequencesOf(edit)
  return { merge: { consequences, nearness: edit.kind === 'merge' ? await backend.nearnessOf(edit) : undefined } }
}

const NO_CUT: CutPreview = { pieces: [], taken: { contacts: 0, strongest: 0, merges: 0 }, consequences: [] }

async function previewSplit(
  { split, screen, backend }: EditSession,
  { sources, sinks }: PointsOf<'split'>,
): Promise<Preview> {
  const plan = await split.seed(sources, sinks)
  screen.painter.split(split, plan)
  const segments = await segmentsOf(backend, [...sources, ...sinks])
  if (plan?.kind !== 'cut') return { segments, refusal: plan?.sentence, cut: NO_CUT }
  const { pieces, taken } = plan
  return { segments, cut: { pieces, taken, consequences: backend.consequencesOfCut(plan) } }
}

async function previewPath(session: EditSession, { a, b }: PointsOf<'path'>): Promise<Preview> {
  const segments = await segmentsOf(session.backend, [a, b])
  const found = await findPath(session, a, b)
  if (found.kind === 'refused') {
    session.screen.painter.clear()
    return { segments, refusal: found.sentence }
  }
  session.screen.painter.path(found.sides)
  return { segments, path: found.path }
}

/** The segments of points. A point on background has segment 0 without supervoxels. */
export async function segmentsOf(backend: EditBackend, points: readonly Point[]): Promise<SegmentNow[]> {
  const inTissue = await backend.pointsAt(points.filter(({ supervoxel }) => supervoxel !== 0n))
  const now = await backend.segmentsAt(inTissue)
  let next = 0
  return points.map(({ supervoxel }) =>
    supervoxel === 0n ? { supervoxel, segment: 0n, supervoxels: 0 } : { supervoxel, ...now[next++]! },
  )
}
