import type { Result } from '../../problem.ts'
import { badMesh, tooLargeMesh } from '../bad-mesh.ts'
import type { Mesh } from '../mesh.ts'
import { MAX_TRIANGLES, MAX_VERTICES } from '../mesh-limits.ts'
import { onePiece } from '../stored/one-piece.ts'
import { collectNumbers, linesOf, type Numbers, numberOf } from './text-lines.ts'

/**
 * Reads Wavefront OBJ: `v x y z` and `f a b c ...`, where a corner is a vertex number from 1, or a negative one from the
 * last vertex back, and may have `/texture/normal` behind it. Faces of more corners are cut into fans. All other lines are
 * passed over. Positions are taken as nanometres in the volume.
 * @param file for messages
 */
export function readObj(bytes: Uint8Array, label: bigint, file: string): Result<Mesh> {
  const positions = collectNumbers()
  const corners = collectNumbers()
  for (const { number, text } of linesOf(bytes)) {
    const words = text.split(/\s+/)
    const why =
      words[0] === 'v'
        ? readVertex(words, positions)
        : words[0] === 'f'
          ? readFace(words, positions, corners)
          : undefined
    if (why !== undefined) return badMesh(file, `line ${number} ${why}`)
    if (positions.length > 3 * MAX_VERTICES) return tooLargeMesh(file, `has more than ${MAX_VERTICES} vertices`)
    if (corners.length > 3 * MAX_TRIANGLES) return tooLargeMesh(file, `has more than ${MAX_TRIANGLES} triangles`)
  }
  if (positions.length === 0) return badMesh(file, 'it has no vertices')
  return onePiece(label, positions.taken(), Uint32Array.from(corners.taken()), file)
}

/** Returns what is wrong with the line. */
function readVertex(words: readonly string[], positions: Numbers): string | undefined {
  for (let axis = 1; axis <= 3; axis++) {
    const value = numberOf(words[axis])
    if (value === undefined) return `has no number for the ${' xyz'[axis]} of a vertex`
    positions.push(value)
  }
  return undefined
}

function readFace(words: readonly string[], positions: Numbers, corners: Numbers): string | undefined {
  if (words.length < 4) return 'is a face of fewer than three corners'
  const vertices = positions.length / 3
  const cornerOf = (word: string | undefined): number => {
    const [, sign, digits] = /^(-?)(\d{1,10})(\/\d*){0,2}$/.exec(word ?? '') ?? []
    const number = Number(digits ?? 0)
    return sign === '-' ? vertices - number : number - 1
  }
  const numbers = words.slice(1).map(cornerOf)
  // A file may name a vertex before it gives it: those are checked at the end.
  const wrong = numbers.findIndex((vertex) => vertex < 0 || vertex > 0xffffffff)
  if (wrong >= 0) return `names a vertex that cannot be: ${(words[wrong + 1] ?? '').slice(0, 20)}`
  for (let i = 2; i < numbers.length; i++) for (const at of [0, i - 1, i]) corners.push(numbers[at]!)
  return undefined
}
