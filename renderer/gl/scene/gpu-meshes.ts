import type { Buffer, Elements, Regl, Texture2D } from 'regl'
import type { DrawnMesh, MeshUploader, ResidentMesh } from '../meshes/scene-meshes.ts'
import { SELECTED } from '../segments/segment-looks.ts'
import { UNKNOWN_COLOUR } from '../segments/segment-palette.ts'
import { elementsOf } from './mesh-elements.ts'
import { type InsideOf, insideOf } from './mesh-inside.ts'

/** Extension that numbers vertices with four bytes (Khronos, OES_element_index_uint). Every browser has it. */
export const WIDE_ELEMENTS = 'OES_element_index_uint'

/** Palette entries in a row; the shader knows it. */
export const ENTRIES_PER_ROW = 256

/** Of a piece whose supervoxel is not known, of a mesh that an edit cut: a segment's colour would say that it is of it. */
const UNTOLD_ENTRY = ((SELECTED << 24) | UNKNOWN_COLOUR) >>> 0

/** A mesh on the GPU, as it is drawn now. */
export interface GpuMesh {
  readonly resident: ResidentMesh
  readonly vertices: Buffer
  readonly normals: Buffer
  readonly palette: Texture2D
  readonly paletteRows: number
  readonly elements: Elements
  readonly inside: InsideOf
  /** Vertex numbers: those of shown pieces come first, then those of the context. */
  readonly shownCount: number
  readonly contextCount: number
}

/** Meshes in one WebGL context. */
export interface GpuMeshes extends MeshUploader {
  /** Brings triangles and palette up to date; undefined where it was not uploaded. */
  present(drawn: DrawnMesh): GpuMesh | undefined
  /** Rises whenever `present` changed something, or a mesh came or went. */
  version(): number
}

interface Held {
  readonly vertices: Buffer
  readonly normals: Buffer
  readonly palette: Texture2D
  readonly paletteRows: number
  readonly entries: Uint32Array<ArrayBuffer>
  readonly inside: InsideOf
  paletteVersion: number
  elements: Elements | undefined
  /** What the elements were made of. */
  pieces: Uint32Array | undefined
  context: Uint32Array | undefined
  shownCount: number
  contextCount: number
}

function insideOfResident({ isClosed, isLine, mesh }: ResidentMesh): InsideOf {
  if (isLine) return 'seen'
  return isClosed ? 'back' : insideOf(mesh)
}

export function createGpuMeshes(regl: Regl): GpuMeshes {
  const held = new Map<ResidentMesh, Held>()
  let version = 1

  function repaint({ dense, open: { palette }, base, whole = 0 }: ResidentMesh, own: Held): void {
    if (palette === undefined || own.paletteVersion === palette.version()) return
    // No palette has version 0: one that was just uploaded is empty.
    if (own.paletteVersion === 0 || palette.isStale(dense, own.paletteVersion)) {
      palette.fill(dense, own.entries)
      const untold = (base?.isWhole() === true && palette.segmentEntry(whole)) || UNTOLD_ENTRY
      for (const [piece, label] of dense.entries()) if (label === 0) own.entries[piece] = untold
      const data = new Uint8Array(own.entries.buffer)
      own.palette.subimage({ width: ENTRIES_PER_ROW, height: own.paletteRows, data }, 0, 0)
      version += 1
    }
    own.paletteVersion = palette.version()
  }

  function regroup({ mesh: { mesh }, pieces, context }: DrawnMesh, own: Held): void {
    if (own.pieces === pieces && own.context === context) return
    const { data, firstCount } = elementsOf(mesh, pieces, context)
    const type = data instanceof Uint16Array ? 'uint16' : 'uint32'
    const options = { data, type, primitive: 'triangles', usage: 'dynamic' } as const
    if (own.elements === undefined) own.elements = regl.elements(options)
    else own.elements(options)
    Object.assign(own, { pieces, context })
    own.shownCount = firstCount
    own.contextCount = data.length - firstCount
    version += 1
  }

  return {
    upload: (resident) => {
      if (held.has(resident)) return
      const { vertices, normals, labels } = resident.mesh
      const paletteRows = Math.max(1, Math.ceil(labels.length / ENTRIES_PER_ROW))
      held.set(resident, {
        vertices: regl.buffer({ data: vertices, type: 'uint16', usage: 'static' }),
        normals: regl.buffer({ data: normals, type: 'int8', usage: 'static' }),
        palette: regl.texture({ width: ENTRIES_PER_ROW, height: paletteRows, format: 'rgba' }),
        paletteRows,
        entries: new Uint32Array(paletteRows * ENTRIES_PER_ROW),
        inside: insideOfResident(resident),
        paletteVersion: 0,
        ...{ elements: undefined, pieces: undefined, context: undefined },
        ...{ shownCount: 0, contextCount: 0 },
      })
      version += 1
    },
    drop: (resident) => {
      const own = held.get(resident)
      if (own === undefined) return
      held.delete(resident)
      own.vertices.destroy()
      own.normals.destroy()
      own.palette.destroy()
      own.elements?.destroy()
      version += 1
    },
    present: (drawn) => {
      const own = held.get(drawn.mesh)
      if (own === undefined) return undefined
      repaint(drawn.mesh, own)
      regroup(drawn, own)
      const { elements } = own
      return elements === undefined ? undefined : { ...own, resident: drawn.mesh, elements }
    },
    version: () => version,
  }
}
