import type { Vec3 } from '../../geometry.ts'
import { sweptVolume } from './enclosed-volume.ts'
import { createJunctions, type Junctions } from './junctions.ts'
import type { LabelBox } from './label-box.ts'
import { type NetCorners, netCornersOf } from './net-corners.ts'
import type { NetQuads } from './net-quads.ts'
import { CORNER_FACES, SHEET_OF_FACE } from './sheets.ts'

/** The surface of one label in a block. */
export interface NetPiece {
  /** Steps from the origin of the block's grid, three a vertex. */
  readonly units: Uint16Array
  /** The normal of each vertex, of any length, three numbers a vertex. */
  readonly normals: Float32Array
  /** Three vertex numbers a triangle, from 0 on. */
  readonly triangles: Uint32Array
  /** For each vertex: 1 where it must stay: other blocks have it too, or another vertex of the piece may be at its place. */
  readonly stays: Uint8Array
  /** What it encloses less than its voxels, in cubic steps. */
  readonly lost: number
  /** For each vertex: the voxel of the box that its corner is named by. */
  readonly voxels: Int32Array
}

/** How places in a box become steps of the block's grid. */
export interface NetScale {
  /** The voxel of the box whose low corner is the origin of the grid. */
  readonly origin: Vec3
  /** Steps in a voxel. */
  readonly steps: number
  /** Nanometres of a voxel. */
  readonly resolution: Vec3
}

/** Makes pieces one after the other, with tables that they share. */
export interface NetMaker {
  /** The piece of a label, by its place in the box's labels. */
  pieceOf(label: number): NetPiece
  readonly junctions: Junctions
}

/** A corner has up to four sheets of one label. */
const SHEETS = 4

/** The corners of a quad seen from the far voxel, as 2 * sb + sc, see `SHEET_OF_FACE`: counter-clockwise. */
const QUAD_CORNERS = [3, 1, 0, 2]

export function createNetMaker(box: LabelBox, { quads, starts }: NetQuads, scale: NetScale): NetMaker {
  const corners = netCornersOf(box)
  const count = corners.offsets.length / 3
  let mostQuads = 1
  for (let i = 0; i + 1 < starts.length; i += 2) mostQuads = Math.max(mostQuads, starts[i + 1]! - starts[i]!)
  const tables: Tables = {
    ...{ box, corners, scale, steps: [1, box.size[0], box.size[0] * box.size[1]] },
    ...{ maskLabels: new Int32Array(count).fill(-1), masks: new Uint8Array(count) },
    ...{ vertexLabels: new Int32Array(SHEETS * count).fill(-1), vertices: new Uint32Array(SHEETS * count) },
    ...{ keys: new Int32Array(4), voxels: new Int32Array(4), ofQuads: new Uint32Array(4 * mostQuads) },
    // No more than four vertices a quad, and four for a quad beside.
    ...{ units: new Uint16Array(12 * mostQuads), places: new Float32Array(12 * mostQuads + 12) },
    ...{ offsets: new Float32Array(12 * mostQuads + 12), normals: new Float32Array(12 * mostQuads) },
    ...{ stays: new Uint8Array(4 * mostQuads + 4), ofVertices: new Int32Array(4 * mostQuads + 4) },
  }
  return {
    junctions: createJunctions(box, corners, scale.resolution),
    pieceOf: (label) => {
      const own = quads.subarray(starts[2 * label]!, starts[2 * label + 1]!)
      const beside = quads.subarray(starts[2 * label + 1]!, starts[2 * label + 2]!)
      const vertices = addVertices(tables, label, own)
      tables.normals.fill(0, 0, 3 * vertices)
      const triangles = trianglesOf(tables, own.length)
      addNormalsBeside(tables, label, beside, vertices)
      const units = tables.units.slice(0, 3 * vertices)
      const normals = tables.normals.slice(0, 3 * vertices)
      const lost = sweptVolume(units, tables.offsets, triangles)
      const [stays, voxels] = [tables.stays.slice(0, vertices), tables.ofVertices.slice(0, vertices)]
      return { units, normals, triangles, stays, lost, voxels }
    },
  }
}

interface Tables {
  readonly box: LabelBox
  readonly corners: NetCorners
  readonly scale: NetScale
  /** Voxels of the box from one to the next along x, y, z. */
  readonly steps: readonly [number, number, number]
  /** For each corner: the label that `masks` is of. */
  readonly maskLabels: Int32Array
  readonly masks: Uint8Array
  /** For each sheet of a corner: the label whose vertex `vertices` has. */
  readonly vertexLabels: Int32Array
  readonly vertices: Uint32Array
  /** Of the quad at hand: the sheets of its corners, and the voxels that these are named by. */
  readonly keys: Int32Array
  readonly voxels: Int32Array
  /** Of the piece at hand: the vertices of its quads, four each; of its vertices, three numbers each. */
  readonly ofQuads: Uint32Array
  readonly units: Uint16Array
  /** Of the units: how far each lies from the middle of its corner. */
  readonly offsets: Float32Array
  readonly stays: Uint8Array
  readonly ofVertices: Int32Array
  /** Nanometres. */
  readonly places: Float32Array
  readonly normals: Float32Array
}

/** Gives each sheet of each corner a vertex. Returns how many there are. */
function addVertices(tables: Tables, label: number, own: Uint32Array): number {
  const { keys, voxels, vertexLabels, vertices, ofQuads } = tables
  let count = 0
  for (let i = 0; i < own.length; i++) {
    findSheets(tables, label, own[i]!)
    for (let corner = 0; corner < 4; corner++) {
      const key = keys[corner]!
      if (vertexLabels[key] !== label) {
        vertexLabels[key] = label
        vertices[key] = count
        addPlace(tables, voxels[corner]!, count)
        keepTwins(tables, label, key, count++)
      }
      ofQuads[4 * i + corner] = vertices[key]!
    }
  }
  return count
}

/** Vertices of several sheets are at one place: the simplifier may take one for the other. */
function keepTwins({ vertexLabels, vertices, stays }: Tables, label: number, key: number, vertex: number): void {
  const first = key - (key % SHEETS)
  for (let other = first; other < first + SHEETS; other++) {
    if (other !== key && vertexLabels[other] === label) stays[vertices[other]!] = stays[vertex] = 1
  }
}

/** Two triangles a quad, along its shorter diagonal. Adds up the normals of the quads at their vertices. */
function trianglesOf({ ofQuads, places, normals }: Tables, quads: number): Uint32Array {
  const triangles = new Uint32Array(6 * quads)
  for (let quad = 0, to = 0; quad < quads; quad++, to += 6) {
    const a = ofQuads[4 * quad]!
    const b = ofQuads[4 * quad + 1]!
    const c = ofQuads[4 * quad + 2]!
    const d = ofQuads[4 * quad + 3]!
    const isLonger = addNormals(normals, places, a, b, c, d, a, b, c, d)
    triangles[to] = isLonger ? b : a
    triangles[to + 1] = isLonger ? c : b
    triangles[to + 2] = isLonger ? d : c
    triangles[to + 3] = isLonger ? b : a
    triangles[to + 4] = isLonger ? d : c
    triangles[to + 5] = isLonger ? a : d
  }
  return triangles
}

/** The quads of other blocks add to the normals of the vertices that they share with this one. */
function addNormalsBeside(tables: Tables, label: number, beside: Uint32Array, count: number): void {
  const { keys, voxels, vertexLabels, vertices, normals, places, stays } = tables
  const vertexOf = (corner: number): number => {
    const key = keys[corner]!
    return vertexLabels[key] === label ? vertices[key]! : -1
  }
  for (const quad of beside) {
    findSheets(tables, label, quad)
    const [a, b, c, d] = [vertexOf(0), vertexOf(1), vertexOf(2), vertexOf(3)]
    if (a < 0 && b < 0 && c < 0 && d < 0) continue
    for (let corner = 0; corner < 4; corner++) addPlace(tables, voxels[corner]!, count + corner)
    addNormals(normals, places, count, count + 1, count + 2, count + 3, a, b, c, d)
    for (const vertex of [a, b, c, d]) if (vertex >= 0) stays[vertex] = 1
  }
}

/**
 * Adds the normal of the quad of the places `p` to `s`, as long as twice its area, to those of the vertices `a` to `d`
 * that are none of them negative.
 * @returns whether the diagonal from `p` to `r` is longer than the other one
 */
function addNormals(
  normals: Float32Array,
  places: Float32Array,
  p: number,
  q: number,
  r: number,
  s: number,
  a: number,
  b: number,
  c: number,
  d: number,
): boolean {
  const ux = places[3 * r]! - places[3 * p]!
  const uy = places[3 * r + 1]! - places[3 * p + 1]!
  const uz = places[3 * r + 2]! - places[3 * p + 2]!
  const vx = places[3 * s]! - places[3 * q]!
  const vy = places[3 * s + 1]! - places[3 * q + 1]!
  const vz = places[3 * s + 2]! - places[3 * q + 2]!
  const x = uy * vz - uz * vy
  const y = uz * vx - ux * vz
  const z = ux * vy - uy * vx
  if (a >= 0) addVector(normals, 3 * a, x, y, z)
  if (b >= 0) addVector(normals, 3 * b, x, y, z)
  if (c >= 0) addVector(normals, 3 * c, x, y, z)
  if (d >= 0) addVector(normals, 3 * d, x, y, z)
  return ux * ux + uy * uy + uz * uz > vx * vx + vy * vy + vz * vz
}

function addVector(normals: Float32Array, at: number, x: number, y: number, z: number): void {
  normals[at]! += x
  normals[at + 1]! += y
  normals[at + 2]! += z
}

/** Writes the sheets of a quad's four corners to `keys` and their voxels to `voxels`, seen from outside of the label. */
function findSheets(
  { box, corners, steps, maskLabels, masks, keys, voxels }: Tables,
  label: number,
  quad: number,
): void {
  const voxel = Math.floor(quad / 6)
  const axis = ((quad - 6 * voxel) >> 1) as 0 | 1 | 2
  const alongB = axis === 0 ? steps[1] : axis === 1 ? steps[2] : 1
  const alongC = axis === 0 ? steps[2] : axis === 1 ? 1 : steps[1]
  for (let corner = 0; corner < 4; corner++) {
    const at = QUAD_CORNERS[(quad & 1) === 0 ? corner : 3 - corner]!
    const name = voxel - (at >> 1) * alongB - (at & 1) * alongC
    const number = corners.numbers[name]! - 1
    if (maskLabels[number] !== label) {
      maskLabels[number] = label
      masks[number] = maskOf(box.places, label, name, steps[1], steps[2])
    }
    keys[corner] = SHEETS * number + SHEET_OF_FACE[masks[number]! * CORNER_FACES + 4 * axis + at]!
    voxels[corner] = name
  }
}

function maskOf(places: Uint32Array, label: number, voxel: number, row: number, slice: number): number {
  let mask = 0
  if (places[voxel] === label) mask |= 1
  if (places[voxel + 1] === label) mask |= 2
  if (places[voxel + row] === label) mask |= 4
  if (places[voxel + row + 1] === label) mask |= 8
  if (places[voxel + slice] === label) mask |= 16
  if (places[voxel + slice + 1] === label) mask |= 32
  if (places[voxel + slice + row] === label) mask |= 64
  if (places[voxel + slice + row + 1] === label) mask |= 128
  return mask
}

/** Writes where a corner lies as that of a vertex: in steps and in nanometres from the origin of the grid. */
function addPlace(
  { corners, steps, scale, units, offsets, stays, places, ofVertices }: Tables,
  voxel: number,
  vertex: number,
): void {
  const number = corners.numbers[voxel]! - 1
  const z = Math.floor(voxel / steps[2])
  const y = Math.floor((voxel - z * steps[2]) / steps[1])
  const x = voxel - z * steps[2] - y * steps[1]
  const { resolution, origin } = scale
  stays[vertex] = 0
  ofVertices[vertex] = voxel
  for (let axis = 0; axis < 3; axis++) {
    const whole = (axis === 0 ? x : axis === 1 ? y : z) + 1 - origin[axis]!
    // Rounded by itself, so that the place of a corner in the volume alone decides how it is rounded.
    const offset = Math.round(corners.offsets[3 * number + axis]! * scale.steps)
    const unit = whole * scale.steps + offset
    // A vertex beside the block has no unit: it is there for the normals alone.
    units[3 * vertex + axis] = unit
    offsets[3 * vertex + axis] = offset
    // The next corner may have come to the same place.
    if (2 * Math.abs(offset) >= scale.steps) stays[vertex] = 1
    places[3 * vertex + axis] = (unit / scale.steps) * resolution[axis]!
  }
}
