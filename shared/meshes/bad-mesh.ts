import type { Problem } from '../problem.ts'

/** What every reader of meshes returns when bytes do not hold together. `why` completes "The mesh ... is damaged: ". */
export function badMesh(file: string, why: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind: 'bad-mesh', message: `The mesh ${file} is damaged: ${why}`, file } }
}

/** `why` completes "The mesh ... ", such as `announces 10 triangles, more than 5`. */
export function tooLargeMesh(file: string, why: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind: 'too-large', message: `The mesh ${file} ${why}`, file } }
}
