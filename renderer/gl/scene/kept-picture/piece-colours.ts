import type { Regl, Texture2D } from 'regl'
import type { ResidentMesh } from '../../meshes/scene-meshes.ts'
import type { GpuMesh } from '../gpu-meshes.ts'
import { COLOURS_PER_ROW } from './surface-shaders.ts'

/**
 * The colours of all pieces that a picture is drawn of, in one texture. Each piece has a number in it, and a mesh keeps its
 * numbers until all are given anew.
 */
export interface PieceColours {
  /** From now on nothing has a number. */
  clear(): void
  /** Gives numbers to those that have none. False: there are not as many. */
  number(meshes: readonly GpuMesh[]): boolean
  /** Of the first piece of a mesh that has numbers; its others follow on it. */
  firstOf(mesh: GpuMesh): number
  /** The texture, with the colours of these meshes as they are now. */
  sent(meshes: readonly GpuMesh[]): { readonly colours: Texture2D; readonly perColour: readonly [number, number] }
  bytes(): number
  destroy(): void
}

/** Three bytes of a pixel number a piece. */
const MOST_PIECES = 2 ** 24

interface Numbered {
  readonly first: number
  /** Of the colours that are in the texture. Undefined: none are. */
  sentVersion: number | undefined
}

export function createPieceColours(regl: Regl): PieceColours {
  const texture = regl.texture({ width: 1, height: 1, format: 'rgba' })
  const numbered = new Map<ResidentMesh, Numbered>()
  const most = Math.min(MOST_PIECES, COLOURS_PER_ROW * regl.limits.maxTextureSize)
  let count = 0
  let colours = new Uint32Array(0)
  /** Rows of the texture. */
  let rows = 0

  /** Makes room for all numbers. What was sent is gone then. */
  const reserve = (): void => {
    const wanted = Math.max(1, Math.ceil(count / COLOURS_PER_ROW))
    if (rows >= wanted) return
    // Twice as many, so that meshes that come one after the other do not each allocate.
    rows = Math.min(most / COLOURS_PER_ROW, 2 * wanted)
    const longer = new Uint32Array(rows * COLOURS_PER_ROW)
    longer.set(colours)
    colours = longer
    texture({ width: COLOURS_PER_ROW, height: rows, format: 'rgba', data: new Uint8Array(colours.buffer) })
  }
  return {
    clear: () => {
      numbered.clear()
      count = 0
    },
    number: (meshes) => {
      for (const { drawn, entries } of meshes) {
        if (numbered.has(drawn.mesh)) continue
        if (count + entries.length > most) return false
        numbered.set(drawn.mesh, { first: count, sentVersion: undefined })
        count += entries.length
      }
      return true
    },
    firstOf: ({ drawn }) => numbered.get(drawn.mesh)!.first,
    sent: (meshes) => {
      reserve()
      let [from, end] = [Number.POSITIVE_INFINITY, 0]
      for (const { drawn, entries, coloursVersion } of meshes) {
        const own = numbered.get(drawn.mesh)!
        if (own.sentVersion === coloursVersion) continue
        own.sentVersion = coloursVersion
        colours.set(entries, own.first)
        from = Math.min(from, Math.floor(own.first / COLOURS_PER_ROW))
        end = Math.max(end, Math.ceil((own.first + entries.length) / COLOURS_PER_ROW))
      }
      if (from < end) {
        const data = new Uint8Array(colours.buffer, 4 * from * COLOURS_PER_ROW, 4 * (end - from) * COLOURS_PER_ROW)
        texture.subimage({ width: COLOURS_PER_ROW, height: end - from, data }, 0, from)
      }
      return { colours: texture, perColour: [1 / COLOURS_PER_ROW, 1 / rows] }
    },
    bytes: () => 4 * rows * COLOURS_PER_ROW,
    destroy: () => texture.destroy(),
  }
}
