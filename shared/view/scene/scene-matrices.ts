import { mat4 } from 'gl-matrix'
import type { Vec3 } from '../../geometry.ts'
import { subtract } from '../vectors.ts'
import type { DepthRange } from './frustum.ts'
import type { SceneView } from './scene-view.ts'

/** Sixteen numbers, column by column, as GL reads them. Doubles: what goes to the GPU is rounded last. */
export type Matrix = Float64Array

/**
 * From nanometres relative to the view's centre to the eye's space: x to the right, y up, z towards the eye, with the
 * centre at 0, 0, 0. Relative to the centre, because nanometres from the volume's origin have more digits than a float.
 */
export function viewMatrix({ right, down, forward }: SceneView): Matrix {
  const matrix = new Float64Array(16)
  for (let axis = 0; axis < 3; axis++) {
    matrix[4 * axis] = right[axis]!
    matrix[4 * axis + 1] = -down[axis]!
    matrix[4 * axis + 2] = -forward[axis]!
  }
  matrix[15] = 1
  return matrix
}

/** From the eye's space to GL's clip space: the panel is -1 to 1, `range` is -1 to 1 in depth. */
function projectionMatrix(view: SceneView, { near, far }: DepthRange): Matrix {
  const matrix = new Float64Array(16)
  const [x, y] = [(view.width / 2) * view.nmPerDevicePixel, (view.height / 2) * view.nmPerDevicePixel]
  const { eyeDistance } = view
  if (eyeDistance === Number.POSITIVE_INFINITY) {
    mat4.orthoNO(matrix, -x, x, -y, y, near, far)
    return matrix
  }
  const [from, to] = [near + eyeDistance, far + eyeDistance]
  const part = from / eyeDistance
  mat4.frustum(matrix, -x * part, x * part, -y * part, y * part, from, to)
  mat4.translate(matrix, matrix, [0, 0, -eyeDistance])
  return matrix
}

/** The projection after the view: from nanometres relative to the view's centre to clip space. */
export function clipMatrix(view: SceneView, range: DepthRange): Matrix {
  const matrix = new Float64Array(16)
  mat4.multiply(matrix, projectionMatrix(view, range), viewMatrix(view))
  return matrix
}

/** The same from a grid of steps: `origin` in nanometres, `step` nanometres along x, y, z. */
export function placedMatrix(clip: Matrix, view: SceneView, origin: Vec3, step: Vec3): Matrix {
  const matrix = new Float64Array(16)
  mat4.translate(matrix, clip, subtract(origin, view.centre) as [number, number, number])
  mat4.scale(matrix, matrix, step as [number, number, number])
  return matrix
}
