import type { Vec3 } from '../shared/geometry.ts'

/** The size after one step by `factor`, rounded up. */
export function coarserSize(size: Vec3, factor: Vec3): Vec3 {
  return [Math.ceil(size[0] / factor[0]), Math.ceil(size[1] / factor[1]), Math.ceil(size[2] / factor[2])]
}

/** Each voxel becomes the mean (rounded) of the voxels that it covers. */
export function downsampleMean(voxels: Uint8Array, size: Vec3, factor: Vec3): Uint8Array {
  const out = new Uint8Array(volumeOf(coarserSize(size, factor)))
  eachCell(size, factor, (at, corner, reach) => {
    let sum = 0
    let count = 0
    for (let z = 0; z < reach[2]!; z += 1) {
      for (let y = 0; y < reach[1]!; y += 1) {
        const row = corner + size[0] * (y + size[1] * z)
        for (let x = 0; x < reach[0]!; x += 1) sum += voxels[row + x]!
        count += reach[0]!
      }
    }
    out[at] = (sum + (count >> 1)) / count
  })
  return out
}

/** Each voxel becomes the commonest label of the voxels that it covers. Among equally common labels it is the first. */
export function downsampleMode(labels: Uint16Array, size: Vec3, factor: Vec3): Uint16Array {
  const out = new Uint16Array(volumeOf(coarserSize(size, factor)))
  const seen = new Uint16Array(factor[0] * factor[1] * factor[2])
  eachCell(size, factor, (at, corner, reach) => {
    let count = 0
    for (let z = 0; z < reach[2]!; z += 1) {
      for (let y = 0; y < reach[1]!; y += 1) {
        const row = corner + size[0] * (y + size[1] * z)
        for (let x = 0; x < reach[0]!; x += 1) {
          seen[count] = labels[row + x]!
          count += 1
        }
      }
    }
    out[at] = commonest(seen, count)
  })
  return out
}

function commonest(seen: Uint16Array, count: number): number {
  const first = seen[0]!
  let best = first
  let most = 0
  for (let i = 0; i < count; i += 1) {
    const label = seen[i]!
    if (i > 0 && label === seen[i - 1]) continue
    let votes = 0
    for (let j = i; j < count; j += 1) if (seen[j] === label) votes += 1
    if (votes > most) {
      most = votes
      best = label
    }
    if (2 * most >= count && i === 0) break
  }
  return best
}

function volumeOf(size: Vec3): number {
  return size[0] * size[1] * size[2]
}

/**
 * Visits each coarse voxel, with its index, the index of the first voxel that it covers, and how many it covers by
 * axis.
 */
function eachCell(size: Vec3, factor: Vec3, visit: (at: number, corner: number, reach: Uint8Array) => void): void {
  const coarse = coarserSize(size, factor)
  const reach = new Uint8Array(3)
  for (let z = 0, at = 0; z < coarse[2]; z += 1) {
    reach[2] = Math.min(factor[2], size[2] - z * factor[2])
    for (let y = 0; y < coarse[1]; y += 1) {
      reach[1] = Math.min(factor[1], size[1] - y * factor[1])
      for (let x = 0; x < coarse[0]; x += 1, at += 1) {
        reach[0] = Math.min(factor[0], size[0] - x * factor[0])
        visit(at, x * factor[0] + size[0] * (y * factor[1] + size[1] * z * factor[2]), reach)
      }
    }
  }
}
