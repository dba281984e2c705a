import type { Regl } from 'regl'
import { expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import { halvesOf } from '../../../shared/ids/halves.ts'
import { createGpuMeshes } from './gpu-meshes.ts'
import { drawnMesh, plainPalette } from './testing/drawn-mesh.ts'
import { tubeMesh } from './testing/tube-mesh.ts'

/** A context that counts what is sent to it. */
function fakeRegl() {
  const sent = { buffers: 0, palettes: 0, elements: 0, destroyed: 0 }
  const count = (what: keyof typeof sent) => () => {
    sent[what] += 1
  }
  const resource = (more: object) => ({ destroy: count('destroyed'), ...more })
  const regl = {
    buffer: () => {
      sent.buffers += 1
      return resource({})
    },
    texture: () => resource({ subimage: count('palettes') }),
    elements: () => {
      sent.elements += 1
      return Object.assign(count('elements'), resource({}))
    },
  }
  return { sent, regl: regl as unknown as Regl }
}

const tube = (label: bigint) => ({
  label,
  path: [0, 1, 2].map((i): Vec3 => [100 + 50 * i, 100, 100 * Number(label)]),
  radius: () => 10,
  sides: 4,
})

it('[SCN12] an edit sends palettes, and triangles where other pieces are drawn: vertices never again', () => {
  const { sent, regl } = fakeRegl()
  const meshes = createGpuMeshes(regl)
  const palette = plainPalette()
  const drawn = drawnMesh(tubeMesh([tube(1n), tube(2n), tube(3n)], [0, 0, 0], 0.5), (piece) => piece < 2, palette)
  const other = drawnMesh(tubeMesh([tube(9n)], [0, 0, 0], 0.5), () => true, palette)
  expect(meshes.present(drawn), 'not uploaded yet').toBeUndefined()
  for (const { mesh } of [drawn, other, other]) meshes.upload(mesh)
  for (const each of [drawn, other]) meshes.present(each)
  expect(sent).toEqual({ buffers: 4, palettes: 2, elements: 2, destroyed: 0 })
  const triangles = drawn.mesh.mesh.triangleStarts
  expect(meshes.present(drawn)).toMatchObject({
    shownCount: 3 * triangles[2]!,
    contextCount: 3 * (triangles[3]! - triangles[2]!),
  })
  const before = meshes.version()
  meshes.present(other)
  expect([sent.palettes, meshes.version()], 'nothing has changed').toEqual([2, before])
  palette.remap(halvesOf(BigUint64Array.of(2n)), halvesOf(BigUint64Array.of(1n)))
  for (const each of [drawn, other]) meshes.present(each)
  expect(sent, 'supervoxel 2 belongs to segment 1 now').toEqual({ buffers: 4, palettes: 3, elements: 2, destroyed: 0 })
  expect(meshes.version()).toBeGreaterThan(before)
  meshes.present({ ...drawn, pieces: Uint32Array.of(0), context: Uint32Array.of(1, 2) })
  expect(sent).toEqual({ buffers: 4, palettes: 3, elements: 3, destroyed: 0 })
  meshes.drop(drawn.mesh)
  meshes.drop(drawn.mesh)
  expect([sent.destroyed, meshes.present(drawn)]).toEqual([4, undefined])
})
