import { asSentence } from '../../../shared/words/as-sentence.ts'
import type { EditClient } from '../engine/edit-client.ts'
import { toolOf } from '../tools/tool-list.ts'
import type { LiveView } from '../view/live-view.ts'
import { alsoPick, centreAt, followSegments, selectOnly } from '../view/recipes.ts'
import type { SelectedSegment } from '../view/view-state.ts'
import { type LiveProofreading, whyNoEditing } from './live-proofreading.ts'

interface SelectedParts {
  readonly view: LiveView
  readonly proof: LiveProofreading
  readonly edit: EditClient
}

/** Keeps what is told of the selected segments true. */
export function followSelected({ view, proof, edit }: SelectedParts) {
  const selected = () =>
    proof.getState().editing.kind === 'open' ? view.getState().selection.map(({ supervoxel }) => supervoxel) : []
  /** The two sides of the last merge. Where only one of them was selected, the other one is as soon as they are one. */
  let joined: readonly SelectedSegment[] = []
  /** Asks which segments they are now. Their sizes in voxels are those of before, so they are forgotten. */
  const lookUp = async () => {
    proof.setState({ voxels: new Map() })
    if (selected().length === 0) return
    const known = [...selected(), ...view.getState().alsoPicked.map(({ supervoxel }) => supervoxel)]
    const further = joined.filter(({ supervoxel }) => !known.includes(supervoxel))
    const supervoxels = [...known, ...further.map(({ supervoxel }) => supervoxel)]
    const reply = await edit.ask((id) => ({ kind: 'describe', id, supervoxels }))
    if (reply.kind !== 'described') return
    view.setState(followSegments(reply.segments))
    const segmentOf = new Map(reply.segments.map(({ supervoxel, segment }) => [supervoxel, segment]))
    view.setState(alsoPick(further.map((one) => ({ ...one, id: segmentOf.get(one.supervoxel) ?? one.id }))))
  }
  const size = async () => {
    const supervoxels = selected()
    if (supervoxels.length === 0) return
    const reply = await edit.ask((id) => ({ kind: 'size', id, supervoxels }))
    if (reply.kind === 'sized') proof.setState({ voxels: reply.voxels })
  }
  view.subscribe((state, before) => {
    const known = new Set(before.selection.map(({ supervoxel }) => supervoxel))
    if (state.selection === before.selection || state.selection.every(({ supervoxel }) => known.has(supervoxel))) return
    void lookUp()
    void size()
  })
  // Both sides of a cut stay selected, and those of a merge once it is undone.
  proof.subscribe(({ tool, editing }, before) => {
    if (tool.acting === null || tool.acting === before.tool.acting || editing.kind !== 'open') return
    const { act } = tool.acting
    if (act.kind === 'merge') {
      joined = [act.a, act.b].map(({ supervoxel, position }): SelectedSegment => {
        return { id: supervoxel, supervoxel, supervoxels: null, layerId: editing.layerId, pickedAt: position }
      })
    }
    if (act.kind !== 'split') return
    const points = toolOf(tool.inHand).points(tool.inHand)
    if (points.kind !== 'split') return
    const seeds = [...points.sources, ...points.sinks]
    const picked = (tool.preview?.segments ?? []).map(
      ({ segment: id, supervoxel, supervoxels }, i): SelectedSegment => {
        return { id, supervoxel, supervoxels, layerId: editing.layerId, pickedAt: seeds[i]?.position ?? null }
      },
    )
    view.setState(alsoPick(picked))
  })
  return { lookUp, size }
}

/** Selects the segments of these ids and goes to the first. Resolves with a sentence where that cannot be done. */
export async function selectIds(
  { view, proof, edit, say }: SelectedParts & { readonly say: (text: string) => void },
  ids: readonly bigint[],
): Promise<string | null> {
  const { editing } = proof.getState()
  if (editing.kind !== 'open') return asSentence(whyNoEditing(editing) ?? 'Nothing with segments is open')
  const reply = await edit.ask((id) => ({ kind: 'find', id, ids }))
  if (reply.kind === 'failed') return asSentence(reply.problem.message)
  const unknown = reply.segments.filter(({ isListed }) => !isListed).map(({ supervoxel }) => supervoxel)
  const known = reply.segments.filter(({ isListed }) => isListed)
  if (known.length === 0) return asSentence(unknownWords(unknown))
  const found = known.map(({ segment, supervoxel, supervoxels, position = null }): SelectedSegment => {
    return { id: segment, supervoxel, supervoxels, layerId: editing.layerId, pickedAt: position }
  })
  view.setState(selectOnly(found))
  const place = found.find(({ pickedAt }) => pickedAt !== null)?.pickedAt
  if (place) view.setState(centreAt(place))
  if (unknown.length > 0) say(asSentence(unknownWords(unknown)))
  else if (!place) say(placelessWords(view, editing.layerId))
  return null
}

/** Slices cannot go there: nobody knows where the segments lie. A stored shape does, once it is drawn. */
function placelessWords(view: LiveView, layerId: string): string {
  const layer = view.getState().dataset?.layers.find(({ id }) => id === layerId)
  if (layer?.meshes === undefined) return 'Selected. Where they lie is not known: they show once they are in view.'
  return 'Selected. Where they lie is known once their shapes are drawn: “Fit the shapes” in the 3-D view goes there.'
}

/** Ids that a sentence names. */
const NAMED_MAX = 3

/** Ids that the volume does not have. */
function unknownWords(ids: readonly bigint[]): string {
  const named = ids.slice(0, NAMED_MAX).join(', ')
  if (ids.length === 1) return `This volume has no segment or supervoxel ${named}`
  const more = ids.length > NAMED_MAX ? ` and ${ids.length - NAMED_MAX} more` : ''
  return `${ids.length} of these ids are not in this volume: ${named}${more}`
}
