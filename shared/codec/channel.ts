/** Which channel is wanted of a chunk that stores several together. */
export interface StoredChannel {
  readonly count: number
  /** From 0 on. */
  readonly wanted: number
}

export const ONLY_CHANNEL: StoredChannel = { count: 1, wanted: 0 }

/** One channel of a picture whose pixels hold all channels side by side. */
export function oneChannel(pixels: Uint8Array, channel: StoredChannel): Uint8Array
export function oneChannel(pixels: Uint8Array | Uint16Array, channel: StoredChannel): Uint8Array | Uint16Array
export function oneChannel(
  pixels: Uint8Array | Uint16Array,
  { count, wanted }: StoredChannel,
): Uint8Array | Uint16Array {
  if (count === 1) return pixels
  const values = pixels.slice(0, pixels.length / count)
  for (let i = 0, at = wanted; i < values.length; i++, at += count) values[i] = pixels[at]!
  return values
}
