import { MeshoptSimplifier } from 'meshoptimizer/simplifier'
import type { Simplify } from '../../../shared/meshes/surfaces/simplify-piece.ts'

/** Starts the simplifier of meshoptimizer, which is wasm inside of its package. */
export async function loadSimplifier(): Promise<(errorNm: number) => Simplify> {
  await MeshoptSimplifier.ready
  return (errorNm) => ({
    errorNm,
    run: (triangles, positions) =>
      MeshoptSimplifier.simplify(triangles, positions, 3, 0, errorNm, ['LockBorder', 'ErrorAbsolute'])[0],
  })
}
