import type { Result } from '../../problem.ts'
import { badMesh, tooLargeMesh } from '../bad-mesh.ts'
import type { Mesh } from '../mesh.ts'
import { MAX_TRIANGLES, MAX_VERTICES } from '../mesh-limits.ts'
import { onePiece } from '../stored/one-piece.ts'
import { type PlyElement, type PlyHeader, type PlyProperty, readPlyHeader } from './ply-header.ts'
import { createPlyValues, type PlyValues } from './ply-values.ts'
import { collectNumbers, type Numbers } from './text-lines.ts'

/**
 * Reads PLY, ASCII or binary of either byte order: x, y, z of `vertex` and `vertex_indices` (or `vertex_index`) of `face`.
 * Faces of more corners are cut into fans. Other elements and properties are passed over. Positions are taken as nanometres
 * in the volume.
 * @param file for messages
 */
export function readPly(bytes: Uint8Array, label: bigint, file: string): Result<Mesh> {
  const header = readPlyHeader(bytes)
  if (typeof header === 'string') return badMesh(file, header)
  const [vertex, face] = ['vertex', 'face'].map((wanted) => header.elements.find(({ name }) => name === wanted))
  if (vertex === undefined) return badMesh(file, 'it has no element vertex')
  if (vertex.count > MAX_VERTICES)
    return tooLargeMesh(file, `announces ${vertex.count} vertices, more than ${MAX_VERTICES}`)
  if ((face?.count ?? 0) > MAX_TRIANGLES) {
    return tooLargeMesh(file, `announces ${face?.count} faces, more than ${MAX_TRIANGLES}`)
  }
  const missing = ['x', 'y', 'z'].find(
    (axis) => !vertex.properties.some(({ name, lengthType }) => name === axis && !lengthType),
  )
  if (missing !== undefined) return badMesh(file, `its vertices have no ${missing}`)
  const read = readElements(bytes, header)
  if (typeof read === 'string') return badMesh(file, read)
  if (read.corners.length > 3 * MAX_TRIANGLES) return tooLargeMesh(file, `has more than ${MAX_TRIANGLES} triangles`)
  return onePiece(label, read.positions.taken(), Uint32Array.from(read.corners.taken()), file)
}

interface Read {
  readonly positions: Numbers
  readonly corners: Numbers
}

/** Returns what is wrong as a text. */
function readElements(bytes: Uint8Array, header: PlyHeader): Read | string {
  const values = createPlyValues(bytes, header)
  const read: Read = { positions: collectNumbers(), corners: collectNumbers() }
  for (const element of header.elements) {
    // Rows without a value take no bytes, so that the bytes would not end them.
    if (element.properties.length === 0) continue
    for (let row = 0; row < element.count; row++) {
      const why = readRow(element, values, read)
      if (why !== undefined) return `${element.name} ${row} ${why}`
    }
    // The rest is of no use.
    if (element.name === 'face') break
  }
  return read
}

/** Reads one row of an element: values in the order of its properties. */
function readRow({ name, properties }: PlyElement, values: PlyValues, read: Read): string | undefined {
  const place: [number, number, number] = [0, 0, 0]
  for (const property of properties) {
    if (property.lengthType !== undefined) {
      const why = readList(name, property, values, read)
      if (why !== undefined) return why
      continue
    }
    const value = values.next(property.type)
    if (value === undefined) return MISSING
    const axis = 'xyz'.indexOf(property.name)
    if (property.name.length === 1 && axis >= 0) place[axis] = value
  }
  if (name === 'vertex') for (const value of place) read.positions.push(value)
  return undefined
}

const MISSING = 'is cut short or has no number'

function readList(element: string, property: PlyProperty, values: PlyValues, { corners }: Read): string | undefined {
  const length = values.next(property.lengthType ?? property.type)
  if (length === undefined) return MISSING
  if (!Number.isInteger(length) || length < 0) return `has a list of ${length} values`
  const isFace = element === 'face' && (property.name === 'vertex_indices' || property.name === 'vertex_index')
  let [first, before] = [-1, -1]
  for (let i = 0; i < length; i++) {
    const value = values.next(property.type)
    if (value === undefined) return MISSING
    if (!isFace) continue
    if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) return `names vertex ${value}`
    if (i > 1) for (const corner of [first, before, value]) corners.push(corner)
    if (corners.length > 3 * MAX_TRIANGLES) return `is one of more than ${MAX_TRIANGLES} triangles`
    if (i === 0) first = value
    before = value
  }
  return undefined
}
