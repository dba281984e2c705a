import { ProblemError } from '../../../shared/problem.ts'
import { emptyVoxels, type InputType, type NumberArray, type VoxelArray } from '../voxels/voxel-type.ts'

/** Luma of red, green and blue (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114] as const

/**
 * One value a pixel, from pixels of 1 to 4 channels: grey, grey and alpha, RGB, RGB and alpha. Alpha is dropped. Colours
 * become grey in an image and are refused in labels, where no number stands for them.
 */
export function oneChannel(
  pixels: NumberArray,
  channels: number,
  type: InputType,
  use: 'image' | 'labels',
  file: string,
): VoxelArray {
  if (channels === 1) return pixels
  const isColour = channels >= 3
  if (isColour && use === 'labels') {
    const message = `${file} is in colour; labels need one number a pixel, such as a grey picture of 16 bits`
    throw new ProblemError({ kind: 'unsupported', message, file })
  }
  const count = pixels.length / channels
  const out = emptyVoxels(type, count)
  if (out instanceof BigUint64Array || out instanceof BigInt64Array) throw unread(file, type)
  const isWhole = !type.startsWith('float')
  for (let i = 0; i < count; i += 1) {
    const at = channels * i
    const [r, g, b] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!]
    const value = isColour ? LUMA[0] * r + LUMA[1] * g + LUMA[2] * b : r
    out[i] = isWhole ? Math.round(value) : value
  }
  return out
}

function unread(file: string, type: InputType): ProblemError {
  return new ProblemError({
    kind: 'unsupported',
    message: `${file}: ${type} pixels of several channels are not read`,
    file,
  })
}
