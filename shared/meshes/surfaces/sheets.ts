/** The faces between the 8 voxels around a corner. Face `4 * a + 2 * sb + sc` lies across axis a. */
export const CORNER_FACES = 12

interface CornerFace {
  readonly face: number
  /** The two voxels beside it, as bits of a mask. */
  readonly low: number
  readonly high: number
}

const FACES_OF_CORNER: readonly CornerFace[] = Array.from({ length: CORNER_FACES }, (_, face) => {
  const axis = Math.floor(face / 4)
  const low = ((face >> 1) & 1) * bitStep(axis + 1) + (face & 1) * bitStep(axis + 2)
  return { face, low, high: low + bitStep(axis) }
})

/** The six edges at a corner, each as the four faces around it: those between the four voxels on one side of the corner. */
const EDGES_OF_CORNER: readonly (readonly CornerFace[])[] = [0, 1, 2].flatMap((axis) =>
  [0, 1].map((side) =>
    FACES_OF_CORNER.filter(({ low, high }) => [low, high].every((voxel) => Number(isIn(voxel, axis)) === side)),
  ),
)

/**
 * How the surface of one label passes through a corner. The 8 voxels around it are `mask`: bit x + 2y + 4z is set where
 * the voxel has the label. A face lies between two voxels that follow one another along an axis a; the first of them has
 * sb and sc along the next two axes in the order x, y, z, x. Faces that meet in an edge belong to one sheet of the
 * surface; where four meet, because two voxels of the label touch in that edge alone, those of one voxel belong together.
 * Each sheet has a vertex of its own, so that parts which only touch stay apart.
 * @returns by `mask * CORNER_FACES + face`: the number of its sheet, 0 to 3
 */
export const SHEET_OF_FACE: Uint8Array = sheetsOfAllMasks()

function sheetsOfAllMasks(): Uint8Array {
  const table = new Uint8Array(256 * CORNER_FACES)
  for (let mask = 0; mask < 256; mask++) table.set(sheetsOf(mask), mask * CORNER_FACES)
  return table
}

function sheetsOf(mask: number): readonly number[] {
  const parent = Array.from({ length: CORNER_FACES }, (_, face) => face)
  const rootOf = (face: number): number => (parent[face] === face ? face : rootOf(parent[face]!))
  for (const edge of EDGES_OF_CORNER) {
    const crossed = edge.filter(({ low, high }) => isIn(mask, low) !== isIn(mask, high))
    for (const one of crossed) {
      for (const other of crossed) {
        const isPair = crossed.length === 2 || insideOf(mask, one) === insideOf(mask, other)
        if (isPair) parent[rootOf(one.face)] = rootOf(other.face)
      }
    }
  }
  const numbers = new Map<number, number>()
  return parent.map((_, face) => {
    const { low, high } = FACES_OF_CORNER[face]!
    if (isIn(mask, low) === isIn(mask, high)) return 0
    const root = rootOf(face)
    if (!numbers.has(root)) numbers.set(root, numbers.size)
    return numbers.get(root)!
  })
}

function bitStep(axis: number): number {
  return 1 << (axis % 3)
}

function isIn(bits: number, bit: number): boolean {
  return ((bits >> bit) & 1) === 1
}

function insideOf(mask: number, { low, high }: CornerFace): number {
  return isIn(mask, low) ? low : high
}
