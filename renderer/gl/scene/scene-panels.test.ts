import { expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import { halvesOf } from '../../../shared/ids/halves.ts'
import { INITIAL_SCENE_LOOK, initialSceneCamera } from '../../../shared/view/scene/scene-camera.ts'
import type { LabelProbe } from '../chunks/label-probe.ts'
import type { DrawnMesh, MeshBase } from '../meshes/scene-meshes.ts'
import type { ViewMessage } from '../posted-view.ts'
import { createScenePanels } from './scene-panels.ts'
import { drawnMesh, plainPalette } from './testing/drawn-mesh.ts'
import { tubeMesh } from './testing/tube-mesh.ts'

const MIDDLE: Vec3 = [1000, 1000, 1000]
const rect = { x: 0, y: 0, width: 400, height: 400 }
const panel = { kind: '3d', rect, look: INITIAL_SCENE_LOOK } as const
const view: ViewMessage = {
  ...{ kind: 'view', camera: { position: MIDDLE, nmPerPixel: 4, orientation: [0, 0, 0, 1] }, width: 400, height: 400 },
  ...{ scene: { ...initialSceneCamera(4), projection: 'orthographic' }, panels: [panel] },
  ...{ devicePixelRatio: 1, serial: 1 },
}

/** What is picked in the middle of the panel, on a tube there. */
function picked(label: bigint, base: MeshBase | undefined, probe: LabelProbe) {
  const palette = plainPalette()
  const tube = { label, path: [[600, 1000, 1000] as const, [1400, 1000, 1000] as const], radius: () => 90, sides: 12 }
  const plain = drawnMesh(tubeMesh([tube], [0, 0, 0], 0.1), () => true, palette)
  const numbers = palette.retainAll(halvesOf(BigUint64Array.of(7n, 8n)))
  palette.remap(halvesOf(BigUint64Array.of(7n, 8n)), halvesOf(BigUint64Array.of(5n, 8n)))
  const drawn: DrawnMesh = base === undefined ? plain : { ...plain, mesh: { ...plain.mesh, base } }
  const under: LabelProbe = (position, inwards, accepts) =>
    probe(position, inwards, (at) => accepts(at, numbers[at === 7n ? 0 : 1]!))
  const layersAt = () => [{ layerId: '/seg', voxel: null, value: { kind: 'loading' } as const }]
  const slices = { drawn: () => [], version: () => 1, layersAt }
  const panels = createScenePanels(
    { current: () => view },
    slices,
    { drawn: () => [drawn], shapes: () => [] },
    () => under,
    () => 0,
  )
  return panels.seenAt(panel, 200, 200).layers[0]?.value
}

const told: LabelProbe = (_position, _inwards, accepts) => [8n, 7n].find((label) => accepts(label, 0))
const NOTHING: LabelProbe = () => undefined
const base = (isWhole: boolean): MeshBase => ({ holds: (supervoxel) => supervoxel === 7n, isWhole: () => isWhole })

it('[ME15] on a mesh that is stored by segment the voxels under the hit tell the supervoxel, and never one of another mesh', () => {
  for (const isWhole of [true, false]) {
    expect(picked(5n, base(isWhole), told)).toEqual({ kind: 'label', supervoxel: 7n, segment: 5n })
  }
})

it('[ME15] where no voxel tells, no supervoxel is named: of a whole mesh its segment, of a cut one nothing', () => {
  expect(picked(5n, base(true), NOTHING)).toEqual({ kind: 'surface', segment: 5n })
  expect(picked(5n, base(false), NOTHING)).toEqual({ kind: 'surface', segment: null })
})

it('[SCN7] any other mesh tells its supervoxel itself', () => {
  expect(picked(7n, undefined, NOTHING)).toEqual({ kind: 'label', supervoxel: 7n, segment: 5n })
})
