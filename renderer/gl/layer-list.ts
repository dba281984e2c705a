import { halvesOf } from '../../shared/ids/halves.ts'
import type { DecoderPool } from './chunks/decoder-pool.ts'
import type { GlLayer } from './messages.ts'
import { type OpenLayer, openLayer, updateLayer } from './open-layer.ts'

/** The layers of the open dataset, kept in step with what the page sends. */
export interface LayerList {
  all(): readonly OpenLayer[]
  /** `replaced`: no layer has stayed, another dataset is shown. `same`: they are shown as before. */
  set(layers: readonly GlLayer[]): 'replaced' | 'changed' | 'same'
  /** The selected and hovered segments, of all layers. Returns whether they are others than before. */
  setSegments(segments: ShownSegments): boolean
}

/** See the message `segments`. */
export interface ShownSegments {
  readonly selected: BigUint64Array
  readonly picked: BigUint64Array
  readonly hovered: bigint
}

/** Equal for layers that look the same; they do not once their meshes or skeletons are found, or are others. */
function lookOf(layer: GlLayer): string {
  const found = [layer.meshes, layer.skeletons]
  return JSON.stringify([voxelsOf(layer), Object.entries(layer.view).sort(), found])
}

/** A source of meshes or skeletons as it was known, where it is still the same: each message has objects of its own. */
function sourceOf<T>(sent: T, known: T): T {
  return JSON.stringify(sent) === JSON.stringify(known) ? known : sent
}

/** Equal for layers that show the same voxels: a layer at another place on an axis shows others, and is opened anew. */
function voxelsOf({ id, sourceId, described }: GlLayer): string {
  return JSON.stringify([id, sourceId, described.at])
}

/** Equal for the same layer wherever it is on its axes. */
function layerOf({ id, sourceId }: GlLayer): string {
  return JSON.stringify([id, sourceId])
}

/**
 * Places on an axis that stay open when a layer has left them: going to and fro in time then reads nothing again. Their
 * chunks are the first to leave where the budgets are full.
 */
const MAX_RESTING = 16

export function createLayerList(pool: DecoderPool, closed: (open: OpenLayer) => void): LayerList {
  let layers: readonly OpenLayer[] = []
  /** Left for another place, the newest last. */
  let resting: readonly OpenLayer[] = []
  let nextVolumeId = 1
  let shown = { selected: new Uint32Array(0), picked: new Uint32Array(0), high: 0, low: 0 }

  function applySegments({ palette }: OpenLayer): void {
    palette?.setSelected(shown.selected)
    palette?.setPicked(shown.picked)
    palette?.setHovered(shown.high, shown.low)
  }

  function opened(layer: GlLayer): OpenLayer {
    const open = openLayer(layer, nextVolumeId++)
    pool.addVolume(open.volumeId, layer.sourceId, layer.described)
    if (layer.meshes !== undefined) pool.addMeshes(open.volumeId, layer.meshes)
    if (layer.skeletons !== undefined) pool.addSkeletons(open.volumeId, layer.skeletons)
    applySegments(open)
    return open
  }

  return {
    all: () => layers,
    set: (next) => {
      const before = layers
      const known = [...before, ...resting]
      const looks = before.map(({ layer }) => lookOf(layer)).join()
      layers = next.map((layer) => {
        const open = known.find((each) => voxelsOf(each.layer) === voxelsOf(layer))
        if (open === undefined) return opened(layer)
        // They are found later than the volume, and sent with the layer again.
        const meshes = sourceOf(layer.meshes, open.layer.meshes)
        const skeletons = sourceOf(layer.skeletons, open.layer.skeletons)
        if (meshes !== undefined && meshes !== open.layer.meshes) pool.addMeshes(open.volumeId, meshes)
        if (skeletons !== undefined && skeletons !== open.layer.skeletons) pool.addSkeletons(open.volumeId, skeletons)
        updateLayer(open, { ...layer, meshes, skeletons })
        if (!before.includes(open)) applySegments(open)
        return open
      })
      const own = new Set(layers.map(({ layer }) => layerOf(layer)))
      const left = [...resting, ...before].filter((open) => !layers.includes(open))
      resting = left.filter(({ layer }) => own.has(layerOf(layer))).slice(-MAX_RESTING)
      for (const open of left) {
        if (resting.includes(open)) continue
        closed(open)
        pool.forgetVolume(open.volumeId)
      }
      if (!layers.some((open) => before.includes(open))) return 'replaced'
      return looks === layers.map(({ layer }) => lookOf(layer)).join() ? 'same' : 'changed'
    },
    setSegments: ({ selected, picked, hovered }) => {
      const [high, low] = [Number(hovered >> 32n), Number(hovered & 0xffffffffn)]
      const isSame = high === shown.high && low === shown.low
      if (isSame && isEqual(halvesOf(selected), shown.selected) && isEqual(halvesOf(picked), shown.picked)) return false
      // Copies, because the page may use the memory of its message again. Ids are few.
      shown = { selected: new Uint32Array(halvesOf(selected)), picked: new Uint32Array(halvesOf(picked)), high, low }
      for (const layer of layers) applySegments(layer)
      return true
    },
  }
}

function isEqual(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((half, i) => half === b[i])
}
