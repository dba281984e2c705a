import type { Quaternion, Vec3 } from '../../geometry.ts'
import { dot, rotate, subtract } from '../vectors.ts'
import { lookingAlong, sceneAxes } from './scene-moves.ts'

/** Directions that are tried, over half a sphere: about 9 degrees apart. Seen from behind two shapes overlap as much. */
const DIRECTIONS = 128

/** What is seen is judged on a raster of this many cells over the longer side of both shapes: finer than a thick neurite. */
const CELLS = 24

/** Points of one shape that are looked at, so that a choice takes about a millisecond. */
const POINTS_MAX = 300

/** The golden angle, by which points on a spiral spread evenly over a sphere. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))

/**
 * The orientation from which two shapes are seen best, given by points of them in nanometres: the shapes spread wide and
 * overlap least. Among views that are as good it takes the shortest turn from `orientation`.
 */
export function viewOfTwo(a: readonly Vec3[], b: readonly Vec3[], orientation: Quaternion): Quaternion {
  const shapes = [thinned(a), thinned(b)] as const
  const [first] = shapes[0]
  if (first === undefined || shapes[1].length === 0) return orientation
  const reach = Math.max(...shapes.flat().map((point) => Math.hypot(...subtract(point, first))))
  if (!(reach > 0)) return orientation
  const now = rotate(orientation, [0, 0, 1])
  let best = now
  let most = score(shapes, orientation, reach, 1)
  for (const direction of directions()) {
    // Each direction stands for its opposite too; the nearer one is the shorter turn.
    const nearness = dot(direction, now)
    const forward: Vec3 = nearness < 0 ? [-direction[0], -direction[1], -direction[2]] : direction
    const found = score(shapes, lookingAlong(orientation, forward), reach, Math.abs(nearness))
    if (found <= most) continue
    most = found
    best = forward
  }
  return lookingAlong(orientation, best)
}

/** How much a view that is this near to the present one (0 to 1) is preferred, in cells: it only breaks ties. */
const NEARNESS_WEIGHT = 0.5

/** The distance of the middles counts as this many cells where both lie as far apart as they can. */
const APART_WEIGHT = 4

/** Cells that one shape alone covers, less those where both lie. */
function score(
  [a, b]: readonly [readonly Vec3[], readonly Vec3[]],
  orientation: Quaternion,
  reach: number,
  nearness: number,
): number {
  const { right, down } = sceneAxes({ orientation })
  const side = (2 * reach) / CELLS
  const cellsOf = (points: readonly Vec3[]) =>
    new Set(points.map((point) => `${Math.round(dot(point, right) / side)} ${Math.round(dot(point, down) / side)}`))
  const [ofA, ofB] = [cellsOf(a), cellsOf(b)]
  let both = 0
  for (const cell of ofA) if (ofB.has(cell)) both++
  // The smaller shape counts as much as the larger one: a spine beside a dendrite is what is looked at.
  const alone = (own: number) => Math.log2(1 + own - both)
  const between = subtract(middleOf(a), middleOf(b))
  const apart = Math.hypot(dot(between, right), dot(between, down)) / reach
  return CELLS * (alone(ofA.size) + alone(ofB.size)) - both + APART_WEIGHT * apart + NEARNESS_WEIGHT * nearness
}

function directions(): readonly Vec3[] {
  return Array.from({ length: DIRECTIONS }, (_, i) => {
    const z = (i + 0.5) / DIRECTIONS
    const round = Math.sqrt(1 - z * z)
    return [round * Math.cos(i * GOLDEN_ANGLE), round * Math.sin(i * GOLDEN_ANGLE), z]
  })
}

/** Every n-th point, so that at most POINTS_MAX are left. */
function thinned(points: readonly Vec3[]): readonly Vec3[] {
  const every = Math.ceil(points.length / POINTS_MAX)
  return every <= 1 ? points : points.filter((_, i) => i % every === 0)
}

function middleOf(points: readonly Vec3[]): Vec3 {
  const mean = (axis: 0 | 1 | 2) => points.reduce((sum, point) => sum + point[axis], 0) / points.length
  return [mean(0), mean(1), mean(2)]
}
