/**
 * Takes the row filters of a PNG off (ISO/IEC 15948, chapter 9). `rows` holds `height` rows of one filter byte and
 * `rowBytes` bytes; `step` is the bytes of a pixel. Undefined when a filter is unknown.
 */
export function removeRowFilters(
  rows: Uint8Array,
  rowBytes: number,
  height: number,
  step: number,
): Uint8Array | undefined {
  const pixels = new Uint8Array(rowBytes * height)
  for (let row = 0; row < height; row++) {
    const from = row * (rowBytes + 1)
    const filter = rows[from]!
    if (filter > 4) return undefined
    const to = row * rowBytes
    for (let i = 0; i < rowBytes; i++) {
      const left = i >= step ? pixels[to + i - step]! : 0
      const above = row > 0 ? pixels[to + i - rowBytes]! : 0
      const corner = i >= step && row > 0 ? pixels[to + i - rowBytes - step]! : 0
      pixels[to + i] = rows[from + 1 + i]! + predicted(filter, left, above, corner)
    }
  }
  return pixels
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left
    case 2:
      return above
    case 3:
      return (left + above) >> 1
    case 4:
      return nearest(left, above, corner)
    default:
      return 0
  }
}

/** The one of the three that is nearest to left + above - corner; on a tie the first of them. */
function nearest(left: number, above: number, corner: number): number {
  const guess = left + above - corner
  const toLeft = Math.abs(guess - left)
  const toAbove = Math.abs(guess - above)
  const toCorner = Math.abs(guess - corner)
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}
