import { bytesOfAscii } from './ascii.ts'
import type { SurfaceFile } from './named-surface.ts'

/** Bytes of a vertex: three doubles and three colours. Of a face: how many vertices, and their numbers. */
const VERTEX_BYTES = 3 * 8 + 3
const FACE_BYTES = 1 + 3 * 4

/**
 * PLY, binary and little-endian: the surfaces of all segments in one, each vertex in its segment's colour. Positions are
 * nanometres in the volume. A comment for each segment says which vertices and faces are its own.
 */
export function* writePly({ origin, surfaces }: SurfaceFile): Generator<Uint8Array<ArrayBuffer>> {
  yield bytesOfAscii(headerOf(surfaces))
  for (const { positions, colour } of surfaces) {
    const count = positions.length / 3
    const bytes = new Uint8Array(count * VERTEX_BYTES)
    const view = new DataView(bytes.buffer)
    for (let i = 0; i < count; i++) {
      const at = i * VERTEX_BYTES
      for (const [axis, start] of origin.entries()) {
        view.setFloat64(at + 8 * axis, start + positions[3 * i + axis]!, true)
      }
      bytes.set([colour >> 16, (colour >> 8) & 0xff, colour & 0xff], at + 24)
    }
    yield bytes
  }
  let first = 0
  for (const { positions, triangles } of surfaces) {
    const count = triangles.length / 3
    const bytes = new Uint8Array(count * FACE_BYTES)
    const view = new DataView(bytes.buffer)
    for (let i = 0; i < count; i++) {
      const at = i * FACE_BYTES
      bytes[at] = 3
      for (let corner = 0; corner < 3; corner++)
        view.setUint32(at + 1 + 4 * corner, first + triangles[3 * i + corner]!, true)
    }
    yield bytes
    first += positions.length / 3
  }
}

function headerOf(surfaces: SurfaceFile['surfaces']): string {
  let [vertices, faces] = [0, 0]
  const comments = surfaces.map(({ name, positions, triangles }) => {
    const words = `comment segment ${name}: vertices from ${vertices}, faces from ${faces}`
    vertices += positions.length / 3
    faces += triangles.length / 3
    return words
  })
  const colours = ['red', 'green', 'blue'].map((name) => `property uchar ${name}`)
  const lines = [
    ...['ply', 'format binary_little_endian 1.0', 'comment Skein. Positions are nanometres.', ...comments],
    ...[`element vertex ${vertices}`, 'property double x', 'property double y', 'property double z', ...colours],
    ...[`element face ${faces}`, 'property list uchar uint vertex_indices', 'end_header', ''],
  ]
  return lines.join('\n')
}
