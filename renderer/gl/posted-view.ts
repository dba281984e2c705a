import type { Camera, SlicePlane } from '../../shared/view/camera.ts'
import { estimateMotion, MOTION_WINDOW_MS, type Motion, type PastPosition } from '../../shared/view/motion.ts'
import { planeOf } from '../../shared/view/slice/slice-plane.ts'
import type { GlPanel, SlicePanel, ToGl } from './messages.ts'

export type ViewMessage = Extract<ToGl, { readonly kind: 'view' }>

/** The view last sent by the page, and whether it is in motion. */
export interface PostedView {
  current(): ViewMessage | undefined
  /** What it shows that the view before did not. */
  set(view: ViewMessage, nowMs: number): ViewChange
  /** Another dataset is shown: the path of the camera says nothing about where it goes next. */
  forgetMotion(): void
  /** Of the slice panels, in their order. */
  planes(): readonly SlicePlane[]
  /** The view is likely to jump to one of these cameras, the likeliest first. */
  goesNext(cameras: readonly Camera[]): void
  /** The planes of each of these cameras. */
  ahead(): readonly (readonly SlicePlane[])[]
  motion(nowMs: number): Motion | undefined
  /** The camera has changed twice within SETTLE_MS, and not longer ago than that. Boundaries are left out meanwhile. */
  isMoving(nowMs: number): boolean
  /** When motion will have ended if no other change comes. */
  settlesAt(): number
  /** How the 3-D panel is looked at, and nothing else, has changed twice within SETTLE_MS, and not longer ago than that. */
  isTurning(nowMs: number): boolean
  /** When the turning will have ended if no other change comes. */
  turnSettlesAt(): number
}

/** How long after its last change a moving camera counts as still, ms: longer than between two wheel steps. */
export const SETTLE_MS = 180

export function createPostedView(): PostedView {
  let view: ViewMessage | undefined
  let planes: readonly SlicePlane[] = []
  let cameras: readonly Camera[] = []
  let history: PastPosition[] = []
  let changedAt = Number.NEGATIVE_INFINITY
  let movingUntil = Number.NEGATIVE_INFINITY
  let turnedAt = Number.NEGATIVE_INFINITY
  let turningUntil = Number.NEGATIVE_INFINITY
  return {
    current: () => view,
    set: (next, nowMs) => {
      if (view !== undefined && !sameCamera(view, next)) {
        if (nowMs - changedAt < SETTLE_MS) movingUntil = nowMs + SETTLE_MS
        changedAt = nowMs
      }
      if (view !== undefined && isJump(view, next)) history = []
      const change = changeOf(view, next)
      if (change === 'turned') {
        if (nowMs - turnedAt < SETTLE_MS) turningUntil = nowMs + SETTLE_MS
        turnedAt = nowMs
      }
      view = next
      planes = planesOf(next, next.camera)
      history = [
        ...history.filter(({ atMs }) => atMs > nowMs - 2 * MOTION_WINDOW_MS),
        { atMs: nowMs, position: next.camera.position },
      ]
      return change
    },
    forgetMotion: () => {
      history = []
      changedAt = Number.NEGATIVE_INFINITY
      movingUntil = Number.NEGATIVE_INFINITY
    },
    planes: () => planes,
    goesNext: (likely) => {
      cameras = likely
    },
    ahead: () => cameras.map((camera) => (view === undefined ? [] : planesOf(view, camera))),
    motion: (nowMs) => estimateMotion(history, nowMs),
    isMoving: (nowMs) => nowMs < movingUntil,
    settlesAt: () => movingUntil,
    isTurning: (nowMs) => nowMs < turningUntil,
    turnSettlesAt: () => turningUntil,
  }
}

function planesOf(view: ViewMessage, camera: Camera): readonly SlicePlane[] {
  return slicePanels(view).map(({ kind, rect }) => planeOf(camera, kind, rect, view.devicePixelRatio))
}

/**
 * The slice panels of a view. Where it has none, but a 3-D panel that shows slices, they are these three, a quarter of that
 * panel each: the scene, whose slices are copies of them, is drawn over them.
 */
export function slicePanels({ panels }: Pick<ViewMessage, 'panels'>): readonly SlicePanel[] {
  const slices = panels.filter(isSlicePanel)
  return slices.length > 0 ? slices : panels.flatMap(slicesBehind)
}

function slicesBehind(panel: GlPanel): SlicePanel[] {
  if (panel.kind !== '3d' || !panel.look.slices) return []
  const { x, y } = panel.rect
  const [width, height] = [Math.floor(panel.rect.width / 2), Math.floor(panel.rect.height / 2)]
  if (width === 0 || height === 0) return []
  return [
    { kind: 'xy', rect: { x, y, width, height } },
    { kind: 'xz', rect: { x: x + width, y, width, height } },
    { kind: 'yz', rect: { x, y: y + height, width, height } },
  ]
}

export function isSlicePanel(panel: GlPanel): panel is SlicePanel {
  return panel.kind !== '3d'
}

/** `turned`: only the 3-D panel is looked at otherwise. */
export type ViewChange = 'none' | 'turned' | 'all'

function changeOf(before: ViewMessage | undefined, next: ViewMessage): ViewChange {
  if (before === undefined || lookOf(before) !== lookOf(next)) return 'all'
  return JSON.stringify(before.scene) === JSON.stringify(next.scene) ? 'none' : 'turned'
}

/** Equal for views that show the same beside the 3-D panel, whatever their serials. */
function lookOf(view: ViewMessage): string {
  return JSON.stringify({ ...view, scene: null, serial: 0 })
}

function sameCamera({ camera: a }: ViewMessage, { camera: b }: ViewMessage): boolean {
  return (
    a.nmPerPixel === b.nmPerPixel &&
    a.position.every((part, axis) => part === b.position[axis]) &&
    a.orientation.every((part, axis) => part === b.orientation[axis])
  )
}

/**
 * The camera has moved farther at once than any slice panel reaches: a dataset's first view, or a position to go to. Such a
 * jump has no direction to load ahead in.
 */
function isJump({ camera: from }: ViewMessage, next: ViewMessage): boolean {
  const { camera: to, devicePixelRatio } = next
  const reach = Math.max(0, ...slicePanels(next).map(({ rect }) => Math.max(rect.width, rect.height)))
  const far = Math.hypot(...to.position.map((part, axis) => part - from.position[axis]!))
  return far > (reach / devicePixelRatio) * to.nmPerPixel
}
