import type { Vec3 } from '../../../../shared/geometry.ts'
import { halvesOf } from '../../../../shared/ids/halves.ts'
import type { PackedMesh } from '../../../../shared/meshes/packed-mesh.ts'
import type { DrawnMesh } from '../../meshes/scene-meshes.ts'
import type { OpenLayer } from '../../open-layer.ts'
import { createSegmentPalette, type SegmentPalette } from '../../segments/segment-palette.ts'

/** A palette in which every segment has the colour of its low half, 0xBBGGRR. */
export function plainPalette(): SegmentPalette {
  return createSegmentPalette((_high, low) => low & 0xffffff, {
    selectedOnly: false,
    seed: 0,
    supervoxelBorders: false,
  })
}

/** A mesh in memory, in a layer of its own, of which the pieces that `isShown` names are drawn. */
export function drawnMesh(
  mesh: PackedMesh,
  isShown: (piece: number) => boolean,
  palette = plainPalette(),
  layerId = '/seg',
): DrawnMesh {
  const open = { layer: { id: layerId }, volumeId: 1, palette } as unknown as OpenLayer
  const numbers = Uint32Array.from(mesh.labels, (_, piece) => piece)
  return {
    mesh: {
      key: '1/0/0',
      open,
      mesh,
      dense: palette.retainAll(halvesOf(mesh.labels)),
      box: boxOf(mesh),
      isClosed: true,
    },
    pieces: numbers.filter(isShown),
    context: numbers.filter((piece) => !isShown(piece)),
  }
}

function boxOf({ origin, step, boxes, labels }: PackedMesh): DrawnMesh['mesh']['box'] {
  const end = (limit: (...of: number[]) => number, shift: number, axis: 0 | 1 | 2): number => {
    const ends = Array.from(labels, (_, piece) => boxes[6 * piece + shift + axis]!)
    return origin[axis] + limit(...ends) * step[axis]
  }
  const corner = (limit: (...of: number[]) => number, shift: number): Vec3 => [
    end(limit, shift, 0),
    end(limit, shift, 1),
    end(limit, shift, 2),
  ]
  return { min: corner(Math.min, 0), max: corner(Math.max, 3) }
}
