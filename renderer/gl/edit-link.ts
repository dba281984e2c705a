import type { SegmentPlaces } from '../../shared/folded-log/segment-places.ts'
import { halvesOf } from '../../shared/ids/halves.ts'
import type { EditToGl, GlToEdit, ShownBases } from '../edit/gl-link.ts'
import type { LookMessage, LookReply } from './chunks/place-looks.ts'
import type { SegmentPalette } from './segments/segment-palette.ts'

/** A MessagePort as far as the link needs it. */
export interface EditPort {
  postMessage(message: GlToEdit): void
  onmessage: ((event: MessageEvent<EditToGl>) => void) | null
}

/**
 * Keeps one layer's palette in step with the edit worker. It tells the worker which supervoxels are in memory, and
 * takes over their segments and paint. In other layers each supervoxel is its own segment.
 */
export interface EditLink {
  setPort(port: EditPort): void
  /** The palette of the layer that is edited; undefined: none is open. `isGrouped`: see `SegmentPalette.setGrouped`. */
  setPalette(palette: SegmentPalette | undefined, isGrouped: boolean): void
  /**
   * Where the segment of a supervoxel lies now. Undefined where nobody knows: nothing is edited, or its segment cannot be
   * read.
   */
  places(supervoxel: bigint): Promise<SegmentPlaces | undefined>
  tellLook(reply: LookReply): void
  /** The bases of these segments are told from now on, in place of those of others. */
  showBases(segments: readonly bigint[]): void
  /** Messages about segments and paint that were taken over so far. */
  edits(): number
}

function idsOf(halves: Uint32Array<ArrayBuffer>): BigUint64Array<ArrayBuffer> {
  return new BigUint64Array(halves.buffer)
}

/**
 * `changed`: what is on screen may look different now. `told`: the same, because segments of supervoxels were told; while
 * chunks arrive, that comes with each of them. `look`: the voxels around a place are asked for. `bases`: those of all segments
 * that are shown.
 */
export function createEditLink(
  changed: () => void,
  told: () => void,
  look: (message: LookMessage) => void = () => undefined,
  bases: (shown: readonly ShownBases[]) => void = () => undefined,
): EditLink {
  let port: EditPort | undefined
  let palette: SegmentPalette | undefined
  let edits = 0
  const asked = new Map<number, (places: SegmentPlaces | undefined) => void>()
  let lastId = 0
  let shown: readonly bigint[] = []
  const watcher = watcherOf((message) => port?.postMessage(message))

  const askBases = () => port?.postMessage({ kind: 'bases', segments: BigUint64Array.from(shown) })

  function take(message: EditToGl): void {
    if (message.kind === 'places') {
      asked.get(message.id)?.(message.places)
      asked.delete(message.id)
      return
    }
    if (message.kind === 'look' || message.kind === 'sides' || message.kind === 'unlook') {
      look(message)
      return
    }
    if (message.kind === 'bases') {
      bases(message.shown)
      changed()
      return
    }
    edits += 1
    // Where no layer is edited, nothing on screen follows from it.
    if (palette === undefined) return
    if (message.kind === 'segments') {
      palette.remap(halvesOf(message.supervoxels), halvesOf(message.segments))
      told()
      return
    }
    if (message.kind === 'reset') palette.forgetSegments()
    else palette.paint(message.strokes.map(({ supervoxels, ...how }) => ({ ...how, halves: halvesOf(supervoxels) })))
    changed()
  }

  return {
    setPort: (next) => {
      port = next
      port.onmessage = ({ data }) => take(data)
      palette?.watch(watcher)
      if (shown.length > 0) askBases()
    },
    setPalette: (next, isGrouped) => {
      next?.setGrouped(isGrouped)
      if (next === palette) return
      leave(palette)
      palette = next
      if (port !== undefined) next?.watch(watcher)
    },
    places: (supervoxel) =>
      new Promise((resolve) => {
        if (port === undefined) return resolve(undefined)
        lastId += 1
        asked.set(lastId, resolve)
        port.postMessage({ kind: 'places', id: lastId, supervoxel })
      }),
    tellLook: (reply) => port?.postMessage(reply),
    showBases: (segments) => {
      shown = segments
      askBases()
    },
    edits: () => edits,
  }
}

function watcherOf(post: (message: GlToEdit) => void) {
  return {
    came: (halves: Uint32Array<ArrayBuffer>) => post({ kind: 'watch', supervoxels: idsOf(halves) }),
    gone: (halves: Uint32Array<ArrayBuffer>) => post({ kind: 'unwatch', supervoxels: idsOf(halves) }),
  }
}

/** Its layer is edited no longer. */
function leave(palette: SegmentPalette | undefined): void {
  palette?.watch(undefined)
  palette?.setGrouped(false)
  palette?.forgetSegments()
  palette?.paint([])
}
