import { shownLocation } from '../../../shared/bytes/shown-location.ts'
import type { LayoutKind } from '../../../shared/contracts/host-api.ts'
import type { Quaternion, Vec3 } from '../../../shared/geometry.ts'
import type { PanelKind } from '../../../shared/view/camera.ts'
import { MAX_NM_PER_PIXEL, MIN_NM_PER_PIXEL } from '../../../shared/view/camera-moves.ts'
import type { ImageView, LayerView, SegmentationView } from '../../../shared/view/layer-view.ts'
import type { Layer, SelectedSegment, View } from '../view/view-state.ts'

/** How a dataset was left: its view and its layers' views by layer id. */
export interface KeptView {
  readonly view: View
  readonly layerViews: ReadonlyMap<string, LayerView>
}

/** What of `Storage` is needed; a Map-backed one serves the tests. */
export interface TextStore {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

/** At most this many selected segments are kept with a view; more would fill the store of 5 MB. */
const MAX_KEPT_SELECTION = 2000

/** The largest unsigned 64-bit id has 20 digits. */
const ID_PATTERN = /^[0-9]{1,20}$/

/** Without the query of an address: a view outlives a signature, and keeps none. */
export function viewKey(locations: readonly string[]): string {
  return `skein.view.${JSON.stringify(locations.map(shownLocation))}`
}

/** Keeps the view of a dataset. A full or forbidden store is no reason to stop working: the view is then not kept. */
export function keepView(store: TextStore, locations: readonly string[], view: View, layers: readonly Layer[]): void {
  const kept = {
    ...view,
    selection: view.selection.slice(0, MAX_KEPT_SELECTION).map(({ id, supervoxel, layerId, pickedAt }) => {
      return { id: id.toString(), supervoxel: supervoxel.toString(), layerId, pickedAt }
    }),
    layerViews: Object.fromEntries(layers.map((layer) => [layer.id, layer.view])),
  }
  try {
    store.setItem(viewKey(locations), JSON.stringify(kept))
  } catch {
    // The browser throws here when its quota is used up.
  }
}

/** The kept view of a dataset; undefined when there is none or when any part of it cannot be understood. */
export function readKeptView(store: TextStore, locations: readonly string[]): KeptView | undefined {
  const text = store.getItem(viewKey(locations))
  return text === null ? undefined : parseKeptView(text)
}

/** The layers as they were left; a layer that is new, or has become of another kind, stays as it is. */
export function withKeptViews(layers: readonly Layer[], kept: KeptView | undefined): readonly Layer[] {
  return layers.map((layer) => {
    const view = kept?.layerViews.get(layer.id)
    return view && view.kind === layer.view.kind ? { ...layer, view } : layer
  })
}

export function parseKeptView(text: string): KeptView | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(json)) return undefined
  const camera = isRecord(json['camera']) ? json['camera'] : {}
  const splits = isRecord(json['splits']) ? json['splits'] : {}
  const position = asVec3(camera['position'])
  const nmPerPixel = asNumber(camera['nmPerPixel'], MIN_NM_PER_PIXEL, MAX_NM_PER_PIXEL)
  const orientation = asQuaternion(camera['orientation'])
  const layout = layouts.find((one) => one === json['layout'])
  const maximised = panels.find((one) => one === json['maximised'])
  const x = asNumber(splits['x'], 0, 1)
  const y = asNumber(splits['y'], 0, 1)
  const selection = asSelection(json['selection'])
  if (!position || !nmPerPixel || !orientation || !layout || maximised === undefined) return undefined
  if (x === undefined || y === undefined || !selection) return undefined
  const current = asNumber(json['current'], -1, selection.length - 1) ?? -1
  return {
    view: {
      camera: { position, nmPerPixel, orientation },
      layout,
      maximised,
      splits: { x, y },
      crosshair: json['crosshair'] !== false,
      selection,
      current: Math.floor(current),
    },
    layerViews: asLayerViews(json['layerViews']),
  }
}

const layouts: readonly LayoutKind[] = ['4panel', 'xy', 'xz', 'yz', '3d']
const panels: readonly (PanelKind | null)[] = ['xy', 'xz', 'yz', '3d', null]

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asNumber(value: unknown, min: number, max: number): number | undefined {
  return typeof value === 'number' && value >= min && value <= max ? value : undefined
}

function asVec3(value: unknown): Vec3 | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined
  const [x, y, z]: unknown[] = value
  return Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z) ? [Number(x), Number(y), Number(z)] : undefined
}

function asQuaternion(value: unknown): Quaternion | undefined {
  if (!Array.isArray(value) || value.length !== 4) return undefined
  const parts = value.map((part: unknown) => asNumber(part, -1, 1))
  const [x, y, z, w] = parts
  if (x === undefined || y === undefined || z === undefined || w === undefined) return undefined
  // A unit quaternion, but for rounding.
  return Math.abs(Math.hypot(x, y, z, w) - 1) < 1e-3 ? [x, y, z, w] : undefined
}

function asSelection(value: unknown): readonly SelectedSegment[] | undefined {
  if (!Array.isArray(value)) return undefined
  const selection: SelectedSegment[] = []
  for (const one of value) {
    if (!isRecord(one)) return undefined
    const { layerId } = one
    const id = asId(one['id'])
    // Views of earlier releases have none; a segment's id is one of its supervoxels.
    const supervoxel = asId(one['supervoxel'] ?? one['id'])
    const pickedAt = asVec3(one['pickedAt'])
    if (id === undefined || supervoxel === undefined || typeof layerId !== 'string' || !pickedAt) return undefined
    selection.push({ id, supervoxel, supervoxels: null, layerId, pickedAt })
  }
  return selection
}

function asId(value: unknown): bigint | undefined {
  return typeof value === 'string' && ID_PATTERN.test(value) ? BigInt.asUintN(64, BigInt(value)) : undefined
}

function asLayerViews(value: unknown): ReadonlyMap<string, LayerView> {
  const views = new Map<string, LayerView>()
  if (!isRecord(value)) return views
  for (const [id, json] of Object.entries(value)) {
    if (!isRecord(json)) continue
    const view = json['kind'] === 'image' ? asImageView(json) : asSegmentationView(json)
    if (view) views.set(id, view)
  }
  return views
}

function asImageView(json: Record<string, unknown>): ImageView | undefined {
  const opacity = asNumber(json['opacity'], 0, 1)
  const black = asNumber(json['black'], 0, 65535)
  const white = asNumber(json['white'], 0, 65535)
  if (opacity === undefined || black === undefined || white === undefined) return undefined
  return {
    kind: 'image',
    visible: json['visible'] !== false,
    opacity,
    black,
    white,
    ...(json['fromData'] === true ? { fromData: true } : {}),
    smooth: json['smooth'] !== false,
  }
}

function asSegmentationView(json: Record<string, unknown>): SegmentationView | undefined {
  const opacity = asNumber(json['opacity'], 0, 1)
  const selectedOpacity = asNumber(json['selectedOpacity'], 0, 1)
  const colourSeed = asNumber(json['colourSeed'], 0, 2 ** 32 - 1)
  if (opacity === undefined || selectedOpacity === undefined || colourSeed === undefined) return undefined
  return {
    kind: 'segmentation',
    visible: json['visible'] !== false,
    opacity,
    selectedOpacity,
    selectedOnly: json['selectedOnly'] === true,
    boundaries: json['boundaries'] !== false,
    // Only while a person splits.
    supervoxelBorders: false,
    colourSeed: Math.floor(colourSeed),
  }
}
