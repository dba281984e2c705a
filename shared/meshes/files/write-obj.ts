import type { Vec3 } from '../../geometry.ts'
import { bytesOfAscii } from './ascii.ts'
import type { SurfaceFile } from './named-surface.ts'

/** Vertices or triangles whose text is made at a time. */
const LINES_AT_ONCE = 4096

/**
 * Wavefront OBJ: one object a segment, named by its id, with vertices and faces. Positions are nanometres in the volume,
 * to a hundredth.
 */
export function* writeObj({ origin, surfaces }: SurfaceFile): Generator<Uint8Array<ArrayBuffer>> {
  yield bytesOfAscii('# Skein. Positions are nanometres.\n')
  let first = 1
  for (const { name, positions, triangles } of surfaces) {
    yield bytesOfAscii(`o ${name}\n`)
    const vertices = positions.length / 3
    for (let from = 0; from < vertices; from += LINES_AT_ONCE) {
      yield bytesOfAscii(vertexLines(positions, origin, from, Math.min(vertices, from + LINES_AT_ONCE)))
    }
    for (let from = 0; from < triangles.length; from += 3 * LINES_AT_ONCE) {
      yield bytesOfAscii(faceLines(triangles.subarray(from, from + 3 * LINES_AT_ONCE), first))
    }
    first += vertices
  }
}

function vertexLines(positions: Float32Array, origin: Vec3, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++) {
    const [x, y, z] = origin.map((start, axis) => Math.round((start + positions[3 * i + axis]!) * 100) / 100)
    text += `v ${x} ${y} ${z}\n`
  }
  return text
}

function faceLines(triangles: Uint32Array, first: number): string {
  let text = ''
  for (let i = 0; i < triangles.length; i += 3) {
    text += `f ${first + triangles[i]!} ${first + triangles[i + 1]!} ${first + triangles[i + 2]!}\n`
  }
  return text
}
