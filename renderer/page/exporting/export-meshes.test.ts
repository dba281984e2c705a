import { expect, it } from 'vitest'
import type { SegmentSurfaces } from '../../../shared/meshes/files/collect-surfaces.ts'
import { readSmallGlb } from '../../../shared/meshes/files/testing/small-glb-reader.ts'
import type { Result } from '../../../shared/problem.ts'
import { exportMeshes } from './export-meshes.ts'

const SHOWN: SegmentSurfaces = {
  origin: [1, 2, 3],
  surfaces: [
    {
      segment: 2n ** 63n,
      positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0),
      normals: Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1),
      triangles: Uint32Array.of(0, 1, 2),
    },
  ],
}

async function exported(
  segments: readonly bigint[],
  { shown = SHOWN, saved = { ok: true, value: 'a.glb' } as Result<string | null> } = {},
) {
  const said: string[] = []
  const files: { readonly name: string; readonly bytes: Uint8Array }[] = []
  const parts = {
    gl: { surfaces: async () => shown },
    host: {
      saveBytes: async (name: string, bytes: Uint8Array) => {
        files.push({ name, bytes })
        return saved
      },
    },
    say: (text: string) => void said.push(text),
    colourOf: () => 0xff0000,
  }
  await exportMeshes(parts, segments, 'glb')
  return { said, files }
}

it('[EX1] the shapes of the selected segments are saved, and those without a shape are told', async () => {
  const one = await exported([2n ** 63n])
  expect(one.files.map(({ name }) => name)).toEqual([`${2n ** 63n}.glb`])
  expect(readSmallGlb(one.files[0]!.bytes).meshes.map(({ name }) => name)).toEqual([`${2n ** 63n}`])
  expect(one.said).toEqual(['Saved 1 segment, 1 triangle, as a.glb'])
  const two = await exported([2n ** 63n, 5n])
  expect(two.said[0]).toContain('Saved 1 segment of 2 (the others have no shape in the 3-D panel)')
})

it('[EX1, EX4] says why nothing is saved; a cancelled dialog says nothing', async () => {
  const nothing = await exported([1n], { shown: { origin: [0, 0, 0], surfaces: [] } })
  expect([nothing.said, nothing.files]).toEqual([
    ['No shape of these segments is in the 3-D panel: show it there first.'],
    [],
  ])
  const full = await exported([1n], {
    saved: { ok: false, problem: { kind: 'disk', message: 'a.glb could not be written (ENOSPC)' } },
  })
  expect(full.said).toEqual(['The meshes were not saved: a.glb could not be written (ENOSPC).'])
  expect((await exported([1n], { saved: { ok: true, value: null } })).said).toEqual([])
  const huge = { ...SHOWN, surfaces: [{ ...SHOWN.surfaces[0]!, triangles: new Uint32Array(3 * 16_000_001) }] }
  expect((await exported([1n], { shown: huge })).said[0]).toContain('select fewer segments')
})
