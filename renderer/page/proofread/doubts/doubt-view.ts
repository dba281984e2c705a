import type { Vec3 } from '../../../../shared/geometry.ts'
import type { Camera } from '../../../../shared/view/camera.ts'
import { nearerOf, reachAround, sceneOfTwo, type TwoParties } from '../../../../shared/view/scene/scene-of-two.ts'
import type { Doubt } from '../../../edit/messages.ts'
import { toolOf } from '../../tools/tool-list.ts'
import type { LiveView, Recipe } from '../../view/live-view.ts'
import { dimOthers, replaceSelection, selectOnly, setCamera, showSupervoxels } from '../../view/recipes.ts'
import { scenePanelOf, setScene } from '../../view/scene/scene-state.ts'
import type { ViewState } from '../../view/view-state.ts'
import { viewAround } from '../../view/zoom-of-view.ts'
import type { LiveProofreading, ProofState } from '../live-proofreading.ts'
import type { WorkClock } from '../work-clock.ts'

/** Places in the segment of a supervoxel, nanometres; none where they cannot be read. */
export type PlacesOf = (supervoxel: bigint) => Promise<readonly Vec3[]>

export interface DoubtViewParts {
  readonly view: LiveView
  readonly proof: LiveProofreading
  readonly clock: Pick<WorkClock, 'arrived'>
  readonly placesOf: PlacesOf
  /** Is awaited before more is made ready. */
  readonly afterSlices: () => Promise<void>
  /** Loads what these cameras show, behind all that is in view. */
  readonly loadAhead: (cameras: readonly Camera[]) => void
}

export interface DoubtView {
  /** Goes to the doubt in hand again, as when it was shown. */
  readonly fly: () => void
}

/** This many doubts after the one that is shown are made ready: a person goes on by one, and sometimes skips one. */
const READY_AHEAD = 2

/**
 * Brings the view to the tool in hand. The view flies to a doubt that is shown, so that both its parties are seen in the
 * slices and in the 3-D view, all else steps back, and its two segments are selected once the preview names them. The
 * doubts after it are made ready meanwhile. Only what a person selected is kept among the past selections: doubts would
 * soon be all of it. Tools that cut show supervoxels.
 */
export function startDoubtView(parts: DoubtViewParts): DoubtView {
  const { view, proof, clock } = parts
  const { fly, makeReady } = createFlight(parts)
  const select = createSelecting(view)
  proof.subscribe((now, before) => {
    const { inHand } = now.tool
    const doubt = doubtIn(now)
    const isNew = doubt !== undefined && doubtIn(before)?.id !== doubt.id
    if (inHand.kind !== before.tool.inHand.kind || isNew) {
      view.setState(showSupervoxels(toolOf(inHand).showsSupervoxels?.(inHand) ?? false))
      view.setState(dimOthers(doubt !== undefined))
    }
    if (isNew) {
      fly(doubt)
      clock.arrived()
    }
    if (doubtIn(before) !== doubt || now.doubts.next !== before.doubts.next) void makeReady()
    select(now, isNew)
  })
  return {
    fly: () => {
      const doubt = doubtIn(proof.getState())
      if (doubt) fly(doubt)
    },
  }
}

function doubtIn({ tool: { inHand } }: ProofState): Doubt | undefined {
  return inHand.kind === 'doubt' ? inHand.doubt : undefined
}

function createFlight({ view, proof, placesOf, loadAhead, afterSlices }: DoubtViewParts) {
  const known = createKnownParties(placesOf)
  /** Edits change where segments lie. */
  const log = () => {
    const { editing } = proof.getState()
    return editing.kind === 'open' ? `${editing.log.edits}` : ''
  }
  const fly = (doubt: Doubt) => {
    const parties = known.now(log(), doubt)
    view.setState(showing(doubt, parties ?? unknownParties(doubt)))
    if (parties === undefined) void settle(doubt)
  }
  /** Once it is known where both parties lie, they are shown, unless the person has moved the view, or gone on, meanwhile. */
  const settle = async (doubt: Doubt) => {
    const { camera, scene } = view.getState()
    const parties = await known.read(log(), doubt)
    if (doubtIn(proof.getState())?.id !== doubt.id) return
    const now = view.getState()
    const { camera: fitted, scene: turned } = viewOf(now, doubt, parties)
    if (now.camera === camera) view.setState(setCamera(fitted))
    if (now.scene === scene) view.setState(setScene(turned))
  }
  const makeReady = async () => {
    await afterSlices()
    const shown = doubtIn(proof.getState())
    const { next } = proof.getState().doubts
    const at = next.findIndex(({ id }) => id === shown?.id)
    const following = shown === undefined || at < 0 ? [] : next.slice(at + 1, at + 1 + READY_AHEAD)
    const parties = await Promise.all(following.map((doubt) => known.read(log(), doubt)))
    if (doubtIn(proof.getState())?.id !== shown?.id) return
    loadAhead(following.map((doubt, i) => viewOf(view.getState(), doubt, parties[i]!).camera))
  }
  return { fly, makeReady }
}

/** Both parties as far as the doubt alone says. */
function unknownParties({ a, b, position }: Doubt): TwoParties {
  return { contact: position, a: [a.position], b: [b.position] }
}

function viewOf(state: ViewState, { position }: Doubt, parties: TwoParties): Pick<ViewState, 'camera' | 'scene'> {
  const voxel = Math.min(...(state.dataset?.layers.flatMap(({ volume }) => volume.scales[0].resolution) ?? [1]))
  return {
    camera: viewAround(state, position, reachAround(parties, voxel)),
    scene: sceneOfTwo(state.scene, parties, scenePanelOf(state)),
  }
}

function showing(doubt: Doubt, parties: TwoParties): Recipe {
  return (state) => {
    const { camera, scene } = viewOf(state, doubt, parties)
    setCamera(camera)(state)
    if (parties.a.length + parties.b.length > 2) setScene(scene)(state)
  }
}

/** Doubts whose parties are kept: the one that is shown, those after it, and some before it. */
const KEPT_PARTIES = 8

/** Where the parties of doubts lie, as far as the edit worker has told. */
function createKnownParties(placesOf: PlacesOf) {
  const asked = new Map<string, { readonly reply: Promise<TwoParties>; told?: TwoParties }>()
  const read = async ({ a, b, position: contact, kind }: Doubt): Promise<TwoParties> => {
    const isOne = kind === 'false-merge'
    const [ofA, ofB] = await Promise.all([placesOf(a.supervoxel), isOne ? [] : placesOf(b.supervoxel)])
    const sides = isOne ? nearerOf(ofA, a.position, b.position) : { a: ofA, b: ofB }
    return { contact, a: [a.position, ...sides.a], b: [b.position, ...sides.b] }
  }
  const ask = (key: string, doubt: Doubt) => {
    const one: { readonly reply: Promise<TwoParties>; told?: TwoParties } = { reply: read(doubt) }
    asked.set(key, one)
    for (const old of asked.keys()) if (asked.size > KEPT_PARTIES) asked.delete(old)
    void one.reply.then((parties) => {
      one.told = parties
    })
    return one
  }
  return {
    now: (log: string, { id }: Doubt) => asked.get(`${log} ${id}`)?.told,
    read: (log: string, doubt: Doubt) => {
      const key = `${log} ${doubt.id}`
      return (asked.get(key) ?? ask(key, doubt)).reply
    },
  }
}

/** Selects the segments of a doubt once its preview names them. */
function createSelecting(view: LiveView) {
  /** The doubt whose segments are not selected yet. */
  let unselected: string | undefined
  /** The supervoxels that were selected for the last doubt. */
  let ofDoubt: ReadonlySet<bigint> = new Set()
  return (now: ProofState, isNew: boolean) => {
    const doubt = doubtIn(now)
    if (isNew) unselected = doubt?.id
    const { editing, tool } = now
    if (editing.kind !== 'open' || !doubt || !tool.preview || unselected !== doubt.id) return
    unselected = undefined
    const { layerId } = editing
    const positions = [doubt.a.position, doubt.b.position]
    const segments = tool.preview.segments.map(({ segment: id, supervoxel, supervoxels }, i) => ({
      ...{ id, supervoxel, supervoxels, layerId },
      pickedAt: positions[i] ?? doubt.position,
    }))
    const { selection } = view.getState()
    const isOfDoubt = selection.every(({ supervoxel }) => ofDoubt.has(supervoxel))
    view.setState(isOfDoubt ? replaceSelection(segments) : selectOnly(segments))
    ofDoubt = new Set(segments.map(({ supervoxel }) => supervoxel))
  }
}
