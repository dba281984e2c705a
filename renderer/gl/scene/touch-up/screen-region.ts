import type { PackedMesh } from '../../../../shared/meshes/packed-mesh.ts'

/** Pixels along the edge of a tile: small beside a neurite on screen, and a thousand of them cover a panel. */
const TILE = 16

/** From the units of a mesh to clip space, as `placedMatrix` gives it. */
type Placed = ArrayLike<number>

/** A part of a picture, in tiles: what pieces may cover. */
export interface ScreenRegion {
  /** False: it cannot be told where a piece is, because it reaches behind the eye. */
  add(mesh: PackedMesh, piece: number, placed: Placed): boolean
  /** Whether a piece may cover any of it. */
  isTouchedBy(mesh: PackedMesh, piece: number, placed: Placed): boolean
  /** Triangles in clip space, x and y of each corner. */
  triangles(): number[]
}

export function createScreenRegion(width: number, height: number): ScreenRegion {
  const [columns, rows] = [Math.ceil(width / TILE), Math.ceil(height / TILE)]
  const tiles = new Uint8Array(columns * rows)
  const rect = { left: 0, right: 0, low: 0, high: 0 }
  /** Sets `rect` to the tiles that a piece may cover. False: it reaches behind the eye. */
  const look = (mesh: PackedMesh, piece: number, placed: Placed): boolean => {
    const reach = reachOf(mesh, piece, placed)
    if (reach === undefined) return false
    const [left, right, low, high] = reach
    // A pixel more on each side: what is drawn of an edge is rounded.
    const tileOf = (clip: number, pixels: number, by: number) => Math.floor((((clip + 1) / 2) * pixels + by) / TILE)
    rect.left = Math.max(0, tileOf(left, width, -1))
    rect.right = Math.min(columns - 1, tileOf(right, width, 1))
    rect.low = Math.max(0, tileOf(low, height, -1))
    rect.high = Math.min(rows - 1, tileOf(high, height, 1))
    return true
  }
  return {
    add: (mesh, piece, placed) => {
      if (!look(mesh, piece, placed)) return false
      for (let row = rect.low; row <= rect.high; row++) {
        if (rect.left <= rect.right) tiles.fill(1, row * columns + rect.left, row * columns + rect.right + 1)
      }
      return true
    },
    isTouchedBy: (mesh, piece, placed) => {
      if (!look(mesh, piece, placed)) return true
      for (let row = rect.low; row <= rect.high; row++) {
        for (let column = rect.left; column <= rect.right; column++)
          if (tiles[row * columns + column] === 1) return true
      }
      return false
    },
    triangles: () => {
      const corners: number[] = []
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          if (tiles[row * columns + column] === 0) continue
          const from = column
          while (column + 1 < columns && tiles[row * columns + column + 1] === 1) column++
          const [x0, x1] = [from, column + 1].map((at) => Math.min(1, (2 * at * TILE) / width - 1)) as [number, number]
          const [y0, y1] = [row, row + 1].map((at) => Math.min(1, (2 * at * TILE) / height - 1)) as [number, number]
          corners.push(x0, y0, x1, y0, x1, y1, x0, y0, x1, y1, x0, y1)
        }
      }
      return corners
    },
  }
}

/** The least and the greatest x and then y of a piece's box in clip space; undefined where the box reaches behind the eye. */
function reachOf(
  { boxes }: PackedMesh,
  piece: number,
  m: Placed,
): readonly [number, number, number, number] | undefined {
  let [left, right, low, high] = [1 / 0, -1 / 0, 1 / 0, -1 / 0]
  const at = 6 * piece
  for (let corner = 0; corner < 8; corner++) {
    const x = boxes[at + ((corner & 1) === 0 ? 0 : 3)]!
    const y = boxes[at + 1 + ((corner & 2) === 0 ? 0 : 3)]!
    const z = boxes[at + 2 + ((corner & 4) === 0 ? 0 : 3)]!
    const w = m[3]! * x + m[7]! * y + m[11]! * z + m[15]!
    if (w <= 0) return undefined
    const clipX = (m[0]! * x + m[4]! * y + m[8]! * z + m[12]!) / w
    const clipY = (m[1]! * x + m[5]! * y + m[9]! * z + m[13]!) / w
    if (clipX < left) left = clipX
    if (clipX > right) right = clipX
    if (clipY < low) low = clipY
    if (clipY > high) high = clipY
  }
  return [left, right, low, high]
}
