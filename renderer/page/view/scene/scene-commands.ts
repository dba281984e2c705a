import type { SceneTurn } from '../../../../shared/view/scene/scene-moves.ts'
import type { CommandId } from '../../frame/shortcuts.ts'
import type { LiveView, Recipe } from '../live-view.ts'
import {
  dragScene,
  fitScene,
  resetSceneTurn,
  snapScene,
  toggleProjection,
  toggleSceneSlices,
  turnScene,
  zoomScene,
} from './scene-state.ts'

/** One press of an arrow pans this many CSS pixels. */
const PAN_PX = 48

/** One press zooms by this factor: three presses double. */
const ZOOM_STEP = 2 ** (1 / 3)

/** One press turns this far: 10 degrees. A held key goes round in about a second. */
const TURN_STEP = (10 * Math.PI) / 180

type Actions = Readonly<Partial<Record<CommandId, () => void>>>

/** The keys of the 3-D panel. `own`: whichever panel is active. `active`: keys of the slices, while it is the active one. */
export function sceneActions(view: LiveView): { readonly own: Actions; readonly active: Actions } {
  const does = (recipe: () => Recipe) => () => view.setState(recipe())
  const turn = (by: SceneTurn) => does(() => turnScene(by))
  const zoom = (factor: number) => does(() => zoomScene(factor, { dx: 0, dy: 0 }, null))
  const pan = (dx: number, dy: number) => does(() => dragScene(-dx * PAN_PX, -dy * PAN_PX))
  const [left, right] = [turn({ right: -TURN_STEP }), turn({ right: TURN_STEP })]
  const [up, down] = [turn({ down: -TURN_STEP }), turn({ down: TURN_STEP })]
  const [closer, wider, fit] = [zoom(ZOOM_STEP), zoom(1 / ZOOM_STEP), does(fitScene)]
  const own: Actions = {
    'scene-turn-left': left,
    'scene-turn-right': right,
    'scene-turn-up': up,
    'scene-turn-down': down,
    'scene-zoom-in': closer,
    'scene-zoom-out': wider,
    'scene-fit': fit,
    'scene-reset': does(resetSceneTurn),
    'scene-projection': does(toggleProjection),
    'scene-slices': does(toggleSceneSlices),
  }
  const active: Actions = {
    'pan-left': pan(-1, 0),
    'pan-right': pan(1, 0),
    'pan-up': pan(0, -1),
    'pan-down': pan(0, 1),
    'zoom-in': closer,
    'zoom-out': wider,
    home: fit,
    'tilt-left': left,
    'tilt-right': right,
    'tilt-up': up,
    'tilt-down': down,
    'turn-left': turn({ inPlane: -TURN_STEP }),
    'turn-right': turn({ inPlane: TURN_STEP }),
    snap: does(snapScene),
  }
  return { own, active }
}
