import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { asSentence } from '../../../shared/words/as-sentence.ts'
import type { SegmentLandmarks } from '../../edit/messages.ts'
import type { EditClient } from '../engine/edit-client.ts'
import type { LiveView } from '../view/live-view.ts'
import { centreAt, setCamera } from '../view/recipes.ts'
import { flyTo, middleOf } from '../view/scene/scene-state.ts'
import type { SelectedSegment, ViewState } from '../view/view-state.ts'
import { viewOfBox } from '../view/zoom-of-view.ts'
import { type LiveProofreading, whyNoSegments } from './live-proofreading.ts'
import type { WorkClock } from './work-clock.ts'

/** Where a person goes in a segment. The same again goes to the next such place; after the last comes the first. */
export type SegmentGoal = 'whole' | 'thickest' | 'tip'

/** Goes there. Without a segment it is the current one of the selection. */
export type FindInSegment = (goal: SegmentGoal, segment?: SelectedSegment) => Promise<void>

export interface FinderParts {
  readonly view: LiveView
  readonly proof: LiveProofreading
  readonly edit: Pick<EditClient, 'ask'>
  readonly clock: Pick<WorkClock, 'arrived'>
  readonly say: (text: string) => void
}

export function createFinder({ view, proof, edit, clock, say }: FinderParts): FindInSegment {
  /** What was told of a segment last: it holds until the log or the segment is another. */
  let told: { readonly of: string; readonly landmarks: SegmentLandmarks } | undefined
  /** The place that was gone to last, and of what. */
  let last: { readonly of: string; readonly at: number } | undefined

  const landmarksOf = async (of: string, supervoxel: bigint): Promise<SegmentLandmarks | undefined> => {
    if (told?.of === of) return told.landmarks
    const reply = await edit.ask((id) => ({ kind: 'landmarks', id, supervoxel }))
    if (reply.kind === 'landmarks') told = { of, landmarks: reply }
    else say(asSentence(`This segment cannot be read: ${reply.problem.message}`))
    return reply.kind === 'landmarks' ? reply : undefined
  }

  const fly = (place: Vec3) => {
    view.setState(centreAt(place))
    clock.arrived()
  }

  return async (goal, asked) => {
    const { selection, current } = view.getState()
    const segment = asked ?? selection[Math.max(0, current)]
    const { editing } = proof.getState()
    const why = whyNoSegments(editing)
    if (segment === undefined) return say('Select a segment first: double click one.')
    if (why !== undefined || editing.kind !== 'open') return say(asSentence(why ?? 'Nothing with segments is open'))
    if (segment.layerId !== editing.layerId)
      return say('Only the segments of the layer that is edited are known this well.')
    const of = `${segment.layerId} ${segment.id} ${editing.log.edits}`
    const landmarks = await landmarksOf(of, segment.supervoxel)
    if (landmarks === undefined) return
    const box = landmarks.box ?? shownBox(view.getState(), segment.id)
    if (box === undefined) return say('No place in this segment is known.')
    if (goal === 'whole') {
      const camera = viewOfBox(view.getState(), box)
      if (camera) view.setState(setCamera(camera))
      view.setState(flyTo(middleOf(box), box))
      return clock.arrived()
    }
    const stops = stopsOf(goal, landmarks)
    const isSame = last?.of === `${of} ${goal}`
    const at = isSame && last ? (last.at + 1) % stops.length : 0
    last = { of: `${of} ${goal}`, at }
    const stop = stops[at]
    if (stop === undefined) {
      const rest = landmarks.box === undefined ? ': only its shape is' : ''
      return say(`No such place in this segment is known${rest}.`)
    }
    fly(stop.place)
    say(stop.words)
  }
}

/** Around the shape of a segment that is in the 3-D panel by itself: a stored mesh lies where nothing else is known. */
function shownBox({ selection, progress }: ViewState, segment: bigint): Box3 | undefined {
  const isAlone = selection.length === 1 && selection[0]!.id === segment
  return (isAlone && progress?.meshes?.box) || undefined
}

interface Stop {
  readonly place: Vec3
  readonly words: string
}

function stopsOf(goal: Exclude<SegmentGoal, 'whole'>, { bodies, thickest, tips }: SegmentLandmarks): readonly Stop[] {
  const numbered = (what: string, places: readonly Vec3[]) =>
    places.map((place, i) => ({ place, words: places.length === 1 ? what : `${what}, ${i + 1} of ${places.length}` }))
  if (goal === 'tip') return numbered('Farthest tip', tips)
  return [...numbered('Cell body', bodies), ...numbered('Thickest place', thickest)]
}
