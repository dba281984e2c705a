import type { Vec3 } from '../shared/geometry.ts'

/** The size after one step by `factor`, rounded up. */
export function coarserSize(size: Vec3, factor: Vec3): Vec3 {
  return [Math.ceil(size[0] / factor[0]), Math.ceil(size[1] / factor[1]), Math.ceil(size[2] / factor[2])]
}

/** Grey values of any type, x fastest. */
type Grey = Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array

/** Label numbers, x fastest. */
type Labels = Uint16Array | Uint32Array

/** Each voxel becomes the mean of the voxels that it covers; whole numbers are rounded, halves up. */
export function downsampleMean<T extends Grey>(voxels: T, size: Vec3, factor: Vec3, out: T): T {
  const isWhole = !(voxels instanceof Float32Array || voxels instanceof Float64Array)
  eachCell(size, factor, (at, corner, width, height, depth) => {
    let sum = 0
    for (let z = 0; z < depth; z += 1) {
      for (let y = 0; y < height; y += 1) {
        const row = corner + size[0] * (y + size[1] * z)
        for (let x = 0; x < width; x += 1) sum += voxels[row + x]!
      }
    }
    const mean = sum / (width * height * depth)
    out[at] = isWhole ? Math.floor(mean + 0.5) : mean
  })
  return out
}

/** Each voxel becomes the commonest label of the voxels that it covers. Among equally common labels it is the first. */
export function downsampleMode<T extends Labels>(labels: T, size: Vec3, factor: Vec3, out: T): T {
  const seen = new Uint32Array(factor[0] * factor[1] * factor[2])
  eachCell(size, factor, (at, corner, width, height, depth) => {
    const first = labels[corner]!
    let isOne = true
    let count = 0
    for (let z = 0; z < depth; z += 1) {
      for (let y = 0; y < height; y += 1) {
        const row = corner + size[0] * (y + size[1] * z)
        for (let x = 0; x < width; x += 1) {
          const label = labels[row + x]!
          seen[count] = label
          count += 1
          if (label !== first) isOne = false
        }
      }
    }
    out[at] = isOne ? first : commonest(seen, count)
  })
  return out
}

function commonest(seen: Uint32Array, count: number): number {
  let best = seen[0]!
  let most = 0
  for (let i = 0; i < count && 2 * most < count; i += 1) {
    const label = seen[i]!
    let votes = 0
    for (let j = i; j < count; j += 1) if (seen[j] === label) votes += 1
    if (votes > most) {
      most = votes
      best = label
    }
  }
  return best
}

/**
 * Visits each coarse voxel, with its index, the index of the first voxel that it covers, and how many it covers by
 * axis.
 */
function eachCell(
  size: Vec3,
  factor: Vec3,
  visit: (at: number, corner: number, width: number, height: number, depth: number) => void,
): void {
  const [nx, ny, nz] = coarserSize(size, factor)
  for (let z = 0, at = 0; z < nz; z += 1) {
    const depth = Math.min(factor[2], size[2] - z * factor[2])
    for (let y = 0; y < ny; y += 1) {
      const height = Math.min(factor[1], size[1] - y * factor[1])
      const row = size[0] * (y * factor[1] + size[1] * z * factor[2])
      for (let x = 0; x < nx; x += 1, at += 1) {
        visit(at, row + x * factor[0], Math.min(factor[0], size[0] - x * factor[0]), height, depth)
      }
    }
  }
}
