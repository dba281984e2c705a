import type { Simplify } from '../../../shared/meshes/surfaces/simplify-piece.ts'

/** Makes a way to simplify with an error in nanometres. Undefined where wasm cannot be had: then nothing is left out. */
export type Simplifier = ((errorNm: number) => Simplify) | undefined

/** Starts the simplifier of meshoptimizer, which has its wasm inside. It is loaded here, so that chunks need not wait for it. */
export async function loadSimplifier(): Promise<Simplifier> {
  const { MeshoptSimplifier } = await import('meshoptimizer/simplifier')
  if (!MeshoptSimplifier.supported) return undefined
  await MeshoptSimplifier.ready
  return (errorNm) => ({
    errorNm,
    run: (triangles, positions) =>
      MeshoptSimplifier.simplify(triangles, positions, 3, 0, errorNm, ['LockBorder', 'ErrorAbsolute'])[0],
  })
}
