import type { Buffer, Elements, Regl, Texture2D } from 'regl'
import type { DrawnMesh, MeshUploader, ResidentMesh } from '../meshes/scene-meshes.ts'
import { SELECTED } from '../segments/segment-looks.ts'
import { UNKNOWN_COLOUR } from '../segments/segment-palette.ts'
import { elementsOf } from './mesh-elements.ts'
import { type InsideOf, insideOf } from './mesh-inside.ts'
import { type PaintedPieces, type PieceChanges, pieceChanges } from './touch-up/piece-changes.ts'

/** Extension that numbers vertices with four bytes (Khronos, OES_element_index_uint). Every browser has it. */
export const WIDE_ELEMENTS = 'OES_element_index_uint'

/** Palette entries in a row; the shader knows it. */
export const ENTRIES_PER_ROW = 256

/** The palette entry of a piece of a cut mesh whose supervoxel is not known. A segment's colour would say that it is of it. */
const UNTOLD_ENTRY = ((SELECTED << 24) | UNKNOWN_COLOUR) >>> 0

/** A mesh on the GPU. Its palette is up to date. */
export interface GpuMesh {
  readonly drawn: DrawnMesh
  readonly vertices: Buffer
  readonly normals: Buffer
  readonly palette: Texture2D
  readonly paletteRows: number
  readonly inside: InsideOf
}

/** Triangles of a mesh on the GPU, for a draw or two. */
export interface GpuTriangles {
  readonly elements: Elements
  /** Vertex numbers: those of shown pieces come first, then those of the context. */
  readonly shownCount: number
  readonly contextCount: number
}

/** Meshes in one WebGL context. */
export interface GpuMeshes extends MeshUploader {
  /** Brings the palette up to date; undefined where the mesh was not uploaded. */
  present(drawn: DrawnMesh): GpuMesh | undefined
  /** All triangles that are drawn of a mesh that is present. They are sent where they are others than at the last call. */
  triangles(mesh: GpuMesh): GpuTriangles
  /** Those of some pieces. They are sent anew, and freed by `elements.destroy`. */
  trianglesOf(mesh: GpuMesh, pieces: Uint32Array): GpuTriangles
  /** Rises whenever `present` changed something, or a mesh came or went. */
  version(): number
  /** A picture has been painted of these meshes. */
  painted(meshes: readonly GpuMesh[]): void
  /**
   * What a picture of these meshes has otherwise than the one that was painted last. Undefined: that one has a mesh that has
   * left.
   */
  changes(meshes: readonly GpuMesh[]): PieceChanges[] | undefined
}

interface Held extends Omit<GpuMesh, 'drawn'> {
  readonly entries: Uint32Array<ArrayBuffer>
  paletteVersion: number
  /** Undefined: they were not needed yet. */
  triangles: (GpuTriangles & { readonly pieces: Uint32Array; readonly context: Uint32Array }) | undefined
  /** Undefined: the last picture has nothing of it. */
  painted: PaintedPieces | undefined
}

function insideOfResident({ isClosed, isLine, mesh }: ResidentMesh): InsideOf {
  if (isLine) return 'seen'
  return isClosed ? 'back' : insideOf(mesh)
}

export function createGpuMeshes(regl: Regl): GpuMeshes {
  const held = new Map<ResidentMesh, Held>()
  let version = 1
  /** A mesh of the last picture has been dropped. */
  let hasLost = false

  const triangles = ({ drawn: { mesh, pieces, context } }: GpuMesh): GpuTriangles => {
    const own = held.get(mesh)!
    if (own.triangles?.pieces === pieces && own.triangles.context === context) return own.triangles
    own.triangles = { ...sent(regl, mesh, pieces, context, own.triangles?.elements), pieces, context }
    return own.triangles
  }
  return {
    upload: (resident) => {
      if (held.has(resident)) return
      held.set(resident, uploaded(regl, resident))
      version += 1
    },
    drop: (resident) => {
      const own = held.get(resident)
      if (own === undefined) return
      held.delete(resident)
      own.vertices.destroy()
      own.normals.destroy()
      own.palette.destroy()
      own.triangles?.elements.destroy()
      hasLost ||= own.painted !== undefined
      version += 1
    },
    present: (drawn) => {
      const own = held.get(drawn.mesh)
      if (own === undefined) return undefined
      if (repaint(drawn.mesh, own)) version += 1
      const { vertices, normals, palette, paletteRows, inside } = own
      return { drawn, vertices, normals, palette, paletteRows, inside }
    },
    triangles,
    trianglesOf: ({ drawn: { mesh } }, pieces) => sent(regl, mesh, pieces, NO_PIECES, undefined),
    version: () => version,
    painted: (meshes) => {
      const isIn = new Map(meshes.map(({ drawn }) => [drawn.mesh, drawn.pieces]))
      for (const [resident, own] of held) {
        const pieces = isIn.get(resident)
        const { paletteVersion } = own
        // Where no entry is another one, the palette's version is taken over without a copy: see `repaint`.
        if (pieces === undefined) own.painted = undefined
        else if (own.painted?.paletteVersion === paletteVersion) own.painted = { ...own.painted, pieces }
        else own.painted = { pieces, entries: own.entries.slice(), paletteVersion }
      }
      hasLost = false
    },
    changes: (meshes) => {
      if (hasLost) return undefined
      const isIn = new Map(meshes.map((mesh) => [mesh.drawn.mesh, mesh]))
      const changes: PieceChanges[] = []
      for (const [resident, own] of held) {
        const found = pieceChanges(resident, own.painted, isIn.get(resident)?.drawn.pieces ?? NO_PIECES, own)
        if (found !== undefined) changes.push(found)
      }
      return changes
    },
  }
}

const NO_PIECES = new Uint32Array(0)

function uploaded(regl: Regl, resident: ResidentMesh): Held {
  const { vertices, normals, labels } = resident.mesh
  const paletteRows = Math.max(1, Math.ceil(labels.length / ENTRIES_PER_ROW))
  return {
    vertices: regl.buffer({ data: vertices, type: 'uint16', usage: 'static' }),
    normals: regl.buffer({ data: normals, type: 'int8', usage: 'static' }),
    palette: regl.texture({ width: ENTRIES_PER_ROW, height: paletteRows, format: 'rgba' }),
    paletteRows,
    entries: new Uint32Array(paletteRows * ENTRIES_PER_ROW),
    inside: insideOfResident(resident),
    paletteVersion: 0,
    triangles: undefined,
    painted: undefined,
  }
}

/** Brings the palette up to date. Returns whether an entry may be another one. */
function repaint({ dense, open: { palette }, base, whole = 0 }: ResidentMesh, own: Held): boolean {
  if (palette === undefined || own.paletteVersion === palette.version()) return false
  // No palette has version 0: one that was just uploaded is empty.
  const isStale = own.paletteVersion === 0 || palette.isStale(dense, own.paletteVersion)
  const isCopied = own.painted?.paletteVersion === own.paletteVersion
  own.paletteVersion = palette.version()
  if (!isStale) {
    if (own.painted !== undefined && isCopied) own.painted.paletteVersion = own.paletteVersion
    return false
  }
  palette.fill(dense, own.entries)
  const untold = (base?.isWhole() === true && palette.segmentEntry(whole)) || UNTOLD_ENTRY
  for (const [piece, label] of dense.entries()) if (label === 0) own.entries[piece] = untold
  const data = new Uint8Array(own.entries.buffer)
  own.palette.subimage({ width: ENTRIES_PER_ROW, height: own.paletteRows, data }, 0, 0)
  return true
}

function sent(
  regl: Regl,
  { mesh }: ResidentMesh,
  pieces: Uint32Array,
  context: Uint32Array,
  before: Elements | undefined,
): GpuTriangles {
  const { data, firstCount } = elementsOf(mesh, pieces, context)
  const type = data instanceof Uint16Array ? 'uint16' : 'uint32'
  const options = { data, type, primitive: 'triangles', usage: 'dynamic' } as const
  before?.(options)
  const elements = before ?? regl.elements(options)
  return { elements, shownCount: firstCount, contextCount: data.length - firstCount }
}
