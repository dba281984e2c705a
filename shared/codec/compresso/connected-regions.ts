import type { Vec3 } from '../../geometry.ts'

/** Connected regions of the voxels that are not walls. */
export interface Regions {
  /** For each voxel a provisional number from 1; 0 on walls. */
  readonly provisional: Uint32Array
  /** The region (from 0, in the order of first appearance, x fastest) of each provisional number; [0] is unused. */
  readonly regionOf: Uint32Array
  readonly count: number
  /** For each slice: how many regions begin in it. */
  readonly newInSlice: Uint32Array
}

/**
 * Labels regions by two passes with union-find. `connectivity` 4 joins neighbours along x and y only, so that every
 * slice has its own regions; 6 joins along z too.
 */
export function connectedRegions(walls: Uint8Array, size: Vec3, connectivity: 4 | 6): Regions {
  const [width, height, depth] = size
  const sheet = width * height
  const provisional = new Uint32Array(walls.length)
  let parent = new Uint32Array(1024)
  const firstOfSlice = new Uint32Array(depth + 1)
  let next = 1
  let voxel = 0
  for (let z = 0; z < depth; z++) {
    firstOfSlice[z] = next
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, voxel++) {
        if (walls[voxel] !== 0) continue
        let found = x > 0 ? provisional[voxel - 1]! : 0
        if (y > 0) found = joined(parent, found, provisional[voxel - width]!)
        if (connectivity === 6 && z > 0) found = joined(parent, found, provisional[voxel - sheet]!)
        if (found === 0) {
          if (next === parent.length) {
            const longer = new Uint32Array(2 * parent.length)
            longer.set(parent)
            parent = longer
          }
          parent[next] = next
          found = next++
        }
        provisional[voxel] = found
      }
    }
  }
  firstOfSlice[depth] = next
  return { provisional, ...numberRegions(parent, firstOfSlice) }
}

/** Both numbers' union; 0 stands for a wall. Returns the first that is not 0. */
function joined(parent: Uint32Array, a: number, b: number): number {
  if (a === 0 || b === 0 || a === b) return a === 0 ? b : a
  const rootA = rootOf(parent, a)
  const rootB = rootOf(parent, b)
  // The smaller number stays the root: it is the one that appeared first.
  if (rootA < rootB) parent[rootB] = rootA
  else parent[rootA] = rootB
  return a
}

function rootOf(parent: Uint32Array, number: number): number {
  let at = number
  for (;;) {
    const above = parent[at]!
    if (above === at) return at
    const next = parent[above]!
    parent[at] = next
    at = next
  }
}

function numberRegions(parent: Uint32Array, firstOfSlice: Uint32Array): Omit<Regions, 'provisional'> {
  const depth = firstOfSlice.length - 1
  const regionOf = new Uint32Array(firstOfSlice[depth]!)
  const newInSlice = new Uint32Array(depth)
  let count = 0
  for (let z = 0; z < depth; z++) {
    const before = count
    for (let number = firstOfSlice[z]!; number < firstOfSlice[z + 1]!; number++) {
      const root = rootOf(parent, number)
      // Roots are the smallest of their set, so they come first.
      regionOf[number] = root === number ? count++ : regionOf[root]!
    }
    newInSlice[z] = count - before
  }
  return { regionOf, count, newInSlice }
}
