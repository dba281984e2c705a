import type { LayoutKind } from '../../../shared/contracts/host-api.ts'
import type { Channel } from '../../../shared/formats/volume-format.ts'
import type { Box3, Quaternion, Vec3 } from '../../../shared/geometry.ts'
import type { Camera } from '../../../shared/view/camera.ts'
import { clamped } from '../../../shared/view/camera-moves.ts'
import { type ImageView, isColour, type LayerView } from '../../../shared/view/layer-view.ts'
import type { SceneCamera } from '../../../shared/view/scene/scene-camera.ts'
import { clampedScene, firstScene } from '../../../shared/view/scene/scene-moves.ts'
import { scaleBoxNm } from '../../../shared/volume/chunk-grid.ts'
import type { Volume } from '../../../shared/volume/volume.ts'
import { shortRangeOf } from '../../../shared/volume/voxel-type.ts'
import type { Layer, OpenedLink } from '../view/view-state.ts'
import { initialView, type View } from '../view/view-state.ts'

/** Extent in CSS pixels of the panel that a first view fills. */
export interface PanelExtent {
  readonly width: number
  readonly height: number
}

/** What a start from the command line asks of the first view. */
export interface AskedView {
  readonly position?: Vec3 | undefined
  readonly nmPerPixel?: number | undefined
  readonly layout?: LayoutKind | undefined
  /** Of the 3-D panel. */
  readonly sceneOrientation?: Quaternion | undefined
  readonly sceneNmPerPixel?: number | undefined
  /** Of images. */
  readonly contrast?: { readonly black: number; readonly white: number } | undefined
}

/** How a layer looks before anybody has changed it. */
export function defaultLayerView(volume: Volume): LayerView {
  if (volume.kind === 'image') {
    // Of wider types the range says nothing: it is taken from the data when it comes.
    const [black, white] = shortRangeOf(volume.voxelType) ?? [0, 1]
    return { kind: 'image', visible: true, opacity: 1, black, white, fromData: true, smooth: true }
  }
  return {
    kind: 'segmentation',
    visible: true,
    opacity: 0.3,
    selectedOpacity: 0.35,
    selectedOnly: false,
    boundaries: true,
    supervoxelBorders: false,
    colourSeed: 0,
  }
}

/** Colours of two, three and four channels whose volume says none: together they make white or grey, and none is white. */
const COLOURS: Readonly<Record<number, readonly string[]>> = {
  2: ['#00ff00', '#ff00ff'],
  3: ['#ff0000', '#00ff00', '#0000ff'],
  4: ['#ff0000', '#80ff00', '#00ffff', '#8000ff'],
}

/** How one of `count` channels looks at first; a single one is shown whatever its volume says. The lights of all are added. */
export function channelView(volume: Volume, channel: Channel | undefined, index: number, count: number): LayerView {
  const view = defaultLayerView(volume)
  if (view.kind !== 'image') return view
  const own = COLOURS[count]?.[index]
  const look = { colour: colourOf(channel) ?? own, adds: index > 0, visible: count === 1 || channel?.isHidden !== true }
  const coloured: ImageView = { ...view, ...look }
  if (channel?.window === undefined) return coloured
  const [black, white] = channel.window
  return { ...coloured, black, white, fromData: false }
}

/** A channel's colour where it is one that can be drawn. */
function colourOf(channel: Channel | undefined): string | undefined {
  return isColour(channel?.colour) ? channel.colour : undefined
}

/** What all layers share, in nanometres; the first layer's box where they share nothing. */
export function commonBox(layers: readonly Layer[]): Box3 {
  const boxes = layers.map((layer) => scaleBoxNm(layer.volume.scales[0]))
  const first = boxes[0] ?? { min: [0, 0, 0], max: [1, 1, 1] }
  const axis = (i: 0 | 1 | 2) =>
    [Math.max(...boxes.map((box) => box.min[i])), Math.min(...boxes.map((box) => box.max[i]))] as const
  const [x, y, z] = [axis(0), axis(1), axis(2)]
  if (x[0] >= x[1] || y[0] >= y[1] || z[0] >= z[1]) return first
  return { min: [x[0], y[0], z[0]], max: [x[1], y[1], z[1]] }
}

/** What the layers hold all together, in nanometres. */
export function wholeBox(layers: readonly Pick<Layer, 'volume'>[]): Box3 {
  const boxes = layers.map((layer) => scaleBoxNm(layer.volume.scales[0]))
  const least = (axis: 0 | 1 | 2) => Math.min(...boxes.map((box) => box.min[axis]))
  const most = (axis: 0 | 1 | 2) => Math.max(...boxes.map((box) => box.max[axis]))
  return { min: [least(0), least(1), least(2)], max: [most(0), most(1), most(2)] }
}

/** The centre of the voxel that holds the middle of the box, so that all three planes cut through voxel centres. */
function middleVoxel(box: Box3, resolution: Vec3): Vec3 {
  const axis = (i: 0 | 1 | 2) => (Math.floor((box.min[i] + box.max[i]) / 2 / resolution[i]) + 0.5) * resolution[i]
  return [axis(0), axis(1), axis(2)]
}

/** A camera on the middle of what the layers share, at the scale at which its XY extent just fills the panel. */
export function fitCamera(layers: readonly Layer[], panel: PanelExtent): View['camera'] {
  const box = commonBox(layers)
  const resolution = layers[0]?.volume.scales[0].resolution ?? [1, 1, 1]
  const width = (box.max[0] - box.min[0]) / Math.max(1, panel.width)
  const height = (box.max[1] - box.min[1]) / Math.max(1, panel.height)
  return {
    position: middleVoxel(box, resolution),
    nmPerPixel: Math.min(width, height),
    orientation: [0, 0, 0, 1],
  }
}

/** A view with what a link says of it. `panel`: of one of the panels. */
function linkedView(view: View, { camera, layout, crosshair, selection }: OpenedLink, panel: PanelExtent): View {
  const linked = linkedCamera(view.camera, camera)
  const scene = linkedScene(firstScene(linked), camera.scene, panel)
  return {
    ...view,
    camera: linked,
    scene,
    sceneSlices: camera.scene?.showsSlices ?? true,
    layout: layout ?? '4panel',
    maximised: null,
    crosshair: crosshair ?? true,
    selection,
    current: selection.length - 1,
  }
}

function linkedCamera(before: Camera, { position, nmPerPixel, orientation }: OpenedLink['camera']): Camera {
  return clamped(
    {
      position: position ?? before.position,
      nmPerPixel: nmPerPixel ?? before.nmPerPixel,
      // Neuroglancer's own where it says nothing.
      orientation: orientation ?? [0, 0, 0, 1],
    },
    before,
  )
}

/** Where a link says nothing of the 3-D panel, it looks as at first. */
function linkedScene(first: SceneCamera, linked: OpenedLink['camera']['scene'], panel: PanelExtent): SceneCamera {
  if (linked === undefined) return first
  const { orientation, nmPerHeight, projection } = linked
  const scene: SceneCamera = {
    orientation: orientation ?? [0, 0, 0, 1],
    nmPerPixel: nmPerHeight === undefined ? first.nmPerPixel : nmPerHeight / Math.max(1, panel.height),
    projection,
  }
  return clampedScene(scene, first)
}

function viewThatFits(layers: readonly Layer[], panel: PanelExtent): View {
  const camera = fitCamera(layers, panel)
  return { ...initialView, camera, scene: firstScene(camera) }
}

/**
 * The view with which a dataset opens: that of a link, else how it was left, else one that fits; then what the command
 * line asked for.
 */
export function firstView(
  layers: readonly Layer[],
  panel: PanelExtent,
  kept: View | undefined,
  asked: AskedView = {},
  link?: OpenedLink,
): View {
  const fits = kept ?? viewThatFits(layers, panel)
  const view = link?.isView ? linkedView(fits, link, panel) : fits
  const camera: Camera = {
    ...view.camera,
    position: asked.position ?? view.camera.position,
    nmPerPixel: asked.nmPerPixel ?? view.camera.nmPerPixel,
    orientation: asked.position ? [0, 0, 0, 1] : view.camera.orientation,
  }
  const scene = view === fits && kept === undefined ? firstScene(camera) : view.scene
  return {
    ...view,
    layout: asked.layout ?? view.layout,
    maximised: asked.layout ? null : view.maximised,
    scene: {
      ...scene,
      orientation: asked.sceneOrientation ?? scene.orientation,
      nmPerPixel: asked.sceneNmPerPixel ?? scene.nmPerPixel,
    },
    camera,
  }
}
