import type { Vec3 } from '../../../../shared/geometry.ts'
import { halvesOf } from '../../../../shared/ids/halves.ts'
import { meshByLabels, UNTOLD } from '../../../../shared/meshes/mesh-by-labels.ts'
import { packedBytes } from '../../../../shared/meshes/packed-mesh.ts'
import type { LabelProbe } from '../../chunks/label-probe.ts'
import type { SegmentPalette } from '../../segments/segment-palette.ts'
import { isSame, shownOf } from '../mesh-block.ts'
import type { DrawnMesh, MeshUploader, ResidentMesh } from '../scene-meshes.ts'

/**
 * Parts of meshes that are stored by segment, in pieces of the supervoxels under their vertices: what is shown of a mesh
 * that an edit cut, until its pieces are made, and of one whose supervoxels are painted in several colours.
 */
export interface VoxelParts {
  /** Looks up some vertices of a part that has yet to be done. Returns whether there is more to do. */
  work(part: ResidentMesh, accepts: Accepts): boolean
  /** What is shown of a part, once all of it was looked up. Undefined before. */
  drawn(part: ResidentMesh): DrawnMesh | undefined
  /** The part has left memory or the GPU. */
  drop(part: ResidentMesh): void
  /** No other parts are drawn like this any more. */
  keep(parts: ReadonlySet<ResidentMesh>): void
  /** Nothing is on the GPU any more. */
  gpuLost(): void
}

type Accepts = Parameters<LabelProbe>[2]

export interface VoxelPartsNeeds {
  readonly palette: SegmentPalette
  readonly probe: () => LabelProbe
  /** Rises when further chunks of labels are in memory. */
  readonly arrivals: () => number
  readonly gpu: () => MeshUploader | undefined
  /** What a part takes in memory and on the GPU has changed: bytes beside its own. */
  readonly sized: (part: ResidentMesh, more: number) => void
}

/** Vertices that are looked up in one frame: some 10 ms. */
const VERTICES_A_FRAME = 10_000

interface LookUp {
  readonly labels: BigUint64Array
  next: number
  /** Of the chunks in memory when it began. */
  readonly arrivals: number
}

interface Regrouped {
  readonly mesh: ResidentMesh
  readonly isWhole: boolean
  readonly arrivals: number
  version: number
  drawn: DrawnMesh | undefined
}

export function createVoxelParts(needs: VoxelPartsNeeds): VoxelParts {
  const { palette, probe, arrivals, gpu, sized } = needs
  const lookUps = new Map<ResidentMesh, LookUp>()
  const done = new Map<ResidentMesh, Regrouped>()

  function drop(part: ResidentMesh): void {
    lookUps.delete(part)
    const own = done.get(part)
    if (own === undefined) return
    done.delete(part)
    gpu()?.drop(own.mesh)
    palette.releaseAll(own.mesh.dense)
    sized(part, 0)
  }

  function finish(part: ResidentMesh, { labels, arrivals: seen }: LookUp): void {
    const mesh = meshByLabels(part.mesh, labels)
    const dense = palette.retainAll(halvesOf(mesh.labels))
    drop(part)
    const resident: ResidentMesh = { ...part, mesh, dense, whole: part.dense[0]! }
    gpu()?.upload(resident)
    const isWhole = !mesh.labels.includes(UNTOLD)
    done.set(part, { mesh: resident, isWhole, arrivals: seen, version: 0, drawn: undefined })
    sized(part, packedBytes(mesh))
  }

  return {
    work: (part, accepts) => {
      const before = done.get(part)
      if (before !== undefined && (before.isWhole || before.arrivals === arrivals())) return false
      const count = part.mesh.vertices.length / 4
      const own = lookUps.get(part) ?? { labels: new BigUint64Array(count), next: 0, arrivals: arrivals() }
      lookUps.set(part, own)
      const labelAt = probe()
      const end = Math.min(count, own.next + VERTICES_A_FRAME)
      for (; own.next < end; own.next++) own.labels[own.next] = labelUnder(part, own.next, labelAt, accepts)
      if (own.next === count) finish(part, own)
      return own.next < count
    },
    drawn: (part) => {
      const own = done.get(part)
      if (own === undefined) return undefined
      if (own.version !== palette.version()) {
        own.version = palette.version()
        const pieces = withUntold(own.mesh, shownOf(own.mesh.dense, palette))
        if (own.drawn === undefined || !isSame(own.drawn.pieces, pieces)) {
          own.drawn = { mesh: own.mesh, pieces, context: NO_PIECES }
        }
      }
      return own.drawn
    },
    drop,
    keep: (parts) => {
      for (const part of [...done.keys(), ...lookUps.keys()]) if (!parts.has(part)) drop(part)
    },
    gpuLost: () => {
      for (const part of [...done.keys()]) drop(part)
    },
  }
}

const NO_PIECES = new Uint32Array(0)

/** What is not told is shown with anything else of the mesh, so that nothing of it is missing. */
function withUntold({ dense }: ResidentMesh, pieces: Uint32Array): Uint32Array {
  const untold = dense.indexOf(0)
  if (untold < 0) return pieces
  return Uint32Array.from([...pieces, untold]).sort()
}

function labelUnder(
  { mesh: { origin, step, vertices, normals } }: ResidentMesh,
  vertex: number,
  labelAt: LabelProbe,
  accepts: Accepts,
): bigint {
  const along = (axis: 0 | 1 | 2) => origin[axis] + vertices[4 * vertex + axis]! * step[axis]
  const inwards: Vec3 = [
    -normals[4 * vertex]! / NORMAL_LENGTH,
    -normals[4 * vertex + 1]! / NORMAL_LENGTH,
    -normals[4 * vertex + 2]! / NORMAL_LENGTH,
  ]
  return labelAt([along(0), along(1), along(2)], inwards, accepts) ?? UNTOLD
}

/** See `PackedMesh.normals`. */
const NORMAL_LENGTH = 127
