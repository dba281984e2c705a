import { collectSurfaces, type SegmentSurfaces } from '../../../shared/meshes/files/collect-surfaces.ts'
import type { DrawnMesh } from './scene-meshes.ts'

/** The surfaces of segments as the scene draws them now: at its level of detail, and as far as they are there. */
export function shownSurfaces(drawn: readonly DrawnMesh[], segments: Iterable<bigint>): SegmentSurfaces {
  const surfaces = drawn.filter(({ mesh }) => mesh.isLine !== true)
  const shown = surfaces.map(({ mesh: { mesh, open, dense }, pieces }) => ({
    ...{ mesh, pieces },
    segmentOf: (piece: number) => open.palette?.segmentOf(dense[piece]!),
  }))
  return collectSurfaces(shown, segments)
}
