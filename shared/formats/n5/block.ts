/** Kinds of blocks (N5, "File-system specification"): only the first holds as many values as its size says. */
const MODES = ['default', 'varlength', 'object']

/** The most axes that a header may name; a damaged one names any number. */
const MAX_HEADER_AXES = 32

/** Bytes of the header of a block of the mode `default`. */
export function headerBytes(axes: number): number {
  return 4 + 4 * axes
}

/**
 * Takes the header off a block: a mode, the number of axes, and the values along each, all big-endian. A block at the end of
 * an array may be cut off there. `most` are the values of a whole block. Throws an Error that says what is wrong.
 */
export function openBlock(
  bytes: Uint8Array,
  most: readonly number[],
): { readonly bytes: Uint8Array; readonly shape: readonly number[] } {
  if (bytes.length < 4) throw new Error('it is shorter than the header of a block')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const mode = view.getUint16(0)
  if (mode !== 0) throw new Error(`it is a block of the mode ${MODES[mode] ?? mode}, which Skein does not read`)
  const axes = view.getUint16(2)
  if (axes > MAX_HEADER_AXES || axes !== most.length)
    throw new Error(`it has ${axes} axes, but the array has ${most.length}`)
  const end = headerBytes(axes)
  if (bytes.length < end) throw new Error('it is shorter than the header of a block')
  const shape = most.map((_, axis) => view.getUint32(4 + 4 * axis))
  if (shape.some((length, axis) => length < 1 || length > most[axis]!)) {
    throw new Error(`it holds ${shape.join(' x ')} values, but a block has ${most.join(' x ')}`)
  }
  return { bytes: bytes.subarray(end), shape }
}
