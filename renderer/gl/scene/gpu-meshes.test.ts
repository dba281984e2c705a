import type { Regl } from 'regl'
import { expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import { halvesOf } from '../../../shared/ids/halves.ts'
import type { DrawnMesh } from '../meshes/scene-meshes.ts'
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
  const all = () => [drawn, other].map((each) => meshes.present(each)!)
  for (const each of all()) meshes.triangles(each)
  expect(sent).toEqual({ buffers: 4, palettes: 2, elements: 2, destroyed: 0 })
  const triangles = drawn.mesh.mesh.triangleStarts
  expect(meshes.triangles(all()[0]!)).toMatchObject({
    shownCount: 3 * triangles[2]!,
    contextCount: 3 * (triangles[3]! - triangles[2]!),
  })
  const before = meshes.version()
  meshes.present(other)
  expect([sent.palettes, meshes.version()], 'nothing has changed').toEqual([2, before])
  palette.remap(halvesOf(BigUint64Array.of(2n)), halvesOf(BigUint64Array.of(1n)))
  for (const each of all()) meshes.triangles(each)
  expect(sent, 'supervoxel 2 belongs to segment 1 now').toEqual({ buffers: 4, palettes: 3, elements: 2, destroyed: 0 })
  expect(meshes.version()).toBeGreaterThan(before)
  meshes.triangles(meshes.present({ ...drawn, pieces: Uint32Array.of(0), context: Uint32Array.of(1, 2) })!)
  expect(sent).toEqual({ buffers: 4, palettes: 3, elements: 3, destroyed: 0 })
  meshes.drop(drawn.mesh)
  meshes.drop(drawn.mesh)
  expect([sent.destroyed, meshes.present(drawn)]).toEqual([4, undefined])
})

it('[SCN24] tells what a picture has otherwise than the last one: pieces that came, went, or have another colour', () => {
  const meshes = createGpuMeshes(fakeRegl().regl)
  const palette = plainPalette()
  const drawn = drawnMesh(tubeMesh([tube(1n), tube(2n), tube(3n)], [0, 0, 0], 0.5), (piece) => piece < 2, palette)
  const other = drawnMesh(tubeMesh([tube(9n)], [0, 0, 0], 0.5), () => true, palette)
  for (const { mesh } of [drawn, other]) meshes.upload(mesh)
  const changes = (...list: DrawnMesh[]) => {
    const found = meshes.changes(list.map((each) => meshes.present(each)!))
    return found?.map(({ mesh, changed, removed }) => [mesh.mesh.labels.length, [...changed], [...removed]])
  }
  const paint = (...list: DrawnMesh[]) => meshes.painted(list.map((each) => meshes.present(each)!))
  expect(changes(drawn)).toEqual([[3, [0, 1], []]])
  paint(drawn, other)
  expect(changes(drawn, other)).toEqual([])
  palette.remap(halvesOf(BigUint64Array.of(9n)), halvesOf(BigUint64Array.of(1n)))
  expect(changes(drawn, other)).toEqual([[1, [0], []]])
  palette.remap(halvesOf(BigUint64Array.of(9n)), halvesOf(BigUint64Array.of(9n)))
  expect(changes(drawn, other), 'taken back before it was painted').toEqual([])
  palette.remap(halvesOf(BigUint64Array.of(2n, 3n)), halvesOf(BigUint64Array.of(1n, 1n)))
  const more = { ...drawn, pieces: Uint32Array.of(1, 2) }
  expect(changes(more)).toEqual([
    [3, [1, 2], [0]],
    [1, [], [0]],
  ])
  paint(more)
  expect(changes(more)).toEqual([])
  expect(changes(more, other)).toEqual([[1, [0], []]])
  meshes.drop(drawn.mesh)
  expect(changes(other), 'a mesh of the picture has left').toBeUndefined()
  paint(other)
  expect(changes(other)).toEqual([])
})
