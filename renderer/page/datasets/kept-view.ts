import * as v from 'valibot'
import { shownLocation } from '../../../shared/bytes/shown-location.ts'
import { parseJson } from '../../../shared/json-field.ts'
import { MAX_NM_PER_PIXEL, MIN_NM_PER_PIXEL } from '../../../shared/view/camera-moves.ts'
import { isColour, type LayerView } from '../../../shared/view/layer-view.ts'
import { SCENE_SHAPES } from '../../../shared/view/scene/scene-camera.ts'
import { firstScene } from '../../../shared/view/scene/scene-moves.ts'
import { layerAt } from '../layers/places.ts'
import type { Layer, View } from '../view/view-state.ts'

/** How a dataset was left: its view, and by layer id the layers' views and their places on axes beside x, y and z. */
export interface KeptView {
  readonly view: View
  readonly layerViews: ReadonlyMap<string, LayerView>
  readonly places: ReadonlyMap<string, readonly number[]>
}

/** What of `Storage` is needed; a Map-backed one serves the tests. */
export interface TextStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

/** At most this many selected segments are kept with a view; more would fill the browser's 5 MB. */
const MAX_KEPT_SELECTION = 2000

/** The largest unsigned 64-bit id has 20 digits. */
const ID_PATTERN = /^[0-9]{1,20}$/

/**
 * The key leaves out the query of an address, which may be a signature: that is a secret, and it expires before the
 * view.
 */
export function viewKey(locations: readonly string[]): string {
  return `skein.view.${JSON.stringify(locations.map(shownLocation))}`
}

/** Keeps the view of a dataset. Where the storage is full or forbidden, the view is not kept and work goes on. */
export function keepView(
  storage: TextStorage,
  locations: readonly string[],
  view: View,
  layers: readonly Layer[],
): void {
  const kept = {
    ...view,
    selection: view.selection.slice(0, MAX_KEPT_SELECTION).map(({ id, supervoxel, layerId, pickedAt }) => {
      return { id: id.toString(), supervoxel: supervoxel.toString(), layerId, pickedAt }
    }),
    layerViews: Object.fromEntries(layers.map((layer) => [layer.id, layer.view])),
    places: Object.fromEntries(layers.map((layer) => [layer.id, layer.described.at])),
  }
  try {
    storage.setItem(viewKey(locations), JSON.stringify(kept))
  } catch {
    // The browser throws here when its quota is used up.
  }
}

/** The kept view of a dataset; undefined when there is none or when any part of it cannot be understood. */
export function readKeptView(storage: TextStorage, locations: readonly string[]): KeptView | undefined {
  const text = storage.getItem(viewKey(locations))
  return text === null ? undefined : parseKeptView(text)
}

/** The layers as they were left; a layer that is new, or has become of another kind, stays as it is. */
export function withKeptViews(layers: readonly Layer[], kept: KeptView | undefined): readonly Layer[] {
  return layers.map((layer) => {
    const view = kept?.layerViews.get(layer.id)
    const moved = layerAt(layer, kept?.places.get(layer.id))
    return view && view.kind === layer.view.kind ? { ...moved, view } : moved
  })
}

export function parseKeptView(text: string): KeptView | undefined {
  const parsed = v.safeParse(KEPT, parseJson(text))
  if (!parsed.success) return undefined
  const { current, layerViews, places, scene, ...view } = parsed.output
  const isThere = current >= -1 && current < view.selection.length
  const kept = Object.entries(layerViews).flatMap(([id, layerView]) => (layerView ? [[id, layerView] as const] : []))
  return {
    view: { ...view, scene: scene ?? firstScene(view.camera), current: isThere ? Math.floor(current) : -1 },
    layerViews: new Map(kept),
    places: new Map(Object.entries(places)),
  }
}

const number = (min: number, max: number) => v.pipe(v.number(), v.minValue(min), v.maxValue(max))
const finite = v.pipe(v.number(), v.finite())
const vector = v.strictTuple([finite, finite, finite])
const part = number(-1, 1)
/** A unit quaternion, but for rounding. */
const quaternion = v.pipe(
  v.strictTuple([part, part, part, part]),
  v.check((parts) => Math.abs(Math.hypot(...parts) - 1) < 1e-3),
)
const id = v.pipe(
  v.string(),
  v.regex(ID_PATTERN),
  v.transform((digits) => BigInt.asUintN(64, BigInt(digits))),
)
const segment = v.pipe(
  // Views of earlier releases have no supervoxel; a segment's id is one of its supervoxels.
  v.object({ id, supervoxel: v.nullish(id), layerId: v.string(), pickedAt: v.nullable(vector) }),
  v.transform(({ supervoxel, ...one }) => ({ ...one, supervoxel: supervoxel ?? one.id, supervoxels: null })),
)
const on = v.fallback(v.boolean(), true)
const off = v.fallback(v.boolean(), false)
const imageView = v.object({
  kind: v.literal('image'),
  visible: on,
  opacity: number(0, 1),
  black: finite,
  white: finite,
  fromData: v.fallback(v.optional(v.boolean()), undefined),
  smooth: on,
  colour: v.fallback(
    v.optional(
      v.pipe(
        v.string(),
        v.check((text) => isColour(text)),
      ),
    ),
    undefined,
  ),
  adds: v.fallback(v.optional(v.boolean()), undefined),
})
const segmentationView = v.object({
  kind: v.literal('segmentation'),
  visible: on,
  opacity: number(0, 1),
  selectedOpacity: number(0, 1),
  selectedOnly: off,
  boundaries: on,
  // Borders show only while splitting.
  supervoxelBorders: v.pipe(
    off,
    v.transform(() => false),
  ),
  colourSeed: v.pipe(number(0, 2 ** 32 - 1), v.transform(Math.floor)),
})
const layerView = v.fallback(v.nullable(v.variant('kind', [imageView, segmentationView])), null)

const KEPT = v.object({
  camera: v.object({
    position: vector,
    nmPerPixel: number(MIN_NM_PER_PIXEL, MAX_NM_PER_PIXEL),
    orientation: quaternion,
  }),
  // Views of earlier releases have none.
  scene: v.fallback(
    v.optional(
      v.object({
        orientation: quaternion,
        nmPerPixel: number(MIN_NM_PER_PIXEL, MAX_NM_PER_PIXEL),
        projection: v.picklist(['orthographic', 'perspective']),
      }),
    ),
    undefined,
  ),
  sceneSlices: on,
  sceneShapes: v.fallback(v.picklist(SCENE_SHAPES), 'both'),
  layout: v.picklist(['4panel', 'xy', 'xz', 'yz', '3d']),
  maximised: v.nullable(v.picklist(['xy', 'xz', 'yz', '3d'])),
  splits: v.object({ x: number(0, 1), y: number(0, 1) }),
  crosshair: on,
  selection: v.array(segment),
  current: v.fallback(v.number(), -1),
  layerViews: v.fallback(v.record(v.string(), layerView), {}),
  places: v.fallback(v.record(v.string(), v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))), {}),
})
