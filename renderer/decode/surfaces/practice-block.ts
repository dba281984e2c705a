import type { LabelBox } from '../../../shared/meshes/surfaces/label-box.ts'
import type { Simplify } from '../../../shared/meshes/surfaces/simplify-piece.ts'
import { surfacesOf } from '../../../shared/meshes/surfaces/surfaces-of.ts'
import type { Scale } from '../../../shared/volume/volume.ts'

const SIDE = 32
const SCALE: Scale = {
  key: '',
  size: [SIDE, SIDE, SIDE],
  chunkSize: [SIDE, SIDE, SIDE],
  resolution: [1, 1, 1],
  voxelOffset: [0, 0, 0],
}
/** The halo of a block on both sides. */
const WHOLE = SIDE + 8
/** Nanometres; any will do. */
const ERROR = 0.4
/** Cubes of so many voxels, as thick as neurites, of labels that come again. */
const CUBE = 6
const LABELS = 7
/** After so many blocks the compiler has what it needs: the next one takes a third of the first one's time. */
const ROUNDS = 4

/** Makes surfaces of made-up labels, and throws them away, so that the first real ones are made by compiled code. */
export function* practiceBlocks(simplifier: ((errorNm: number) => Simplify) | undefined): Generator<void, void> {
  const places = new Uint32Array(WHOLE ** 3)
  for (let i = 0; i < places.length; i++) {
    const [x, y, z] = [i % WHOLE, Math.floor(i / WHOLE) % WHOLE, Math.floor(i / WHOLE ** 2)]
    places[i] = (Math.floor(x / CUBE) + 3 * Math.floor(y / CUBE) + 5 * Math.floor(z / CUBE)) % LABELS
  }
  const labels = BigUint64Array.from({ length: LABELS }, (_, label) => BigInt(label))
  const box: LabelBox = { size: [WHOLE, WHOLE, WHOLE], places, labels }
  for (let round = 0; round < ROUNDS; round++)
    yield* surfacesOf(box, SCALE, [0, 0, 0], { simplify: simplifier?.(ERROR) })
}
