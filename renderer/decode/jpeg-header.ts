/** What the header of a JPEG file says (ITU-T T.81, annex B). */
interface JpegHeader {
  readonly width: number
  readonly height: number
  readonly bitsPerSample: number
  readonly components: number
  /** Passes over the picture; a progressive file has several. */
  readonly scans: number
}

const MARKER = 0xff
const START_OF_IMAGE = 0xd8
const END_OF_IMAGE = 0xd9
const START_OF_SCAN = 0xda
/** Tables that share the range of frame headers: Huffman tables, a reserved one, arithmetic conditioning. */
const NOT_FRAMES = [0xc4, 0xc8, 0xcc]
const LEAST_FRAME_BYTES = 8

/** Walks over the markers of a whole file, so that its size and its scans are known before any of it is decoded. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | string {
  if (bytes[0] !== MARKER || bytes[1] !== START_OF_IMAGE) return 'it is no JPEG'
  let frame: Omit<JpegHeader, 'scans'> | undefined
  let scans = 0
  let at = 2
  while (at + 1 < bytes.length) {
    // Entropy-coded data lie between a scan's header and the next marker; FF 00 and FF FF are no markers.
    const code = bytes[at + 1]!
    if (bytes[at] !== MARKER || code === 0 || code === MARKER) {
      at = bytes.indexOf(MARKER, at + 1)
      if (at < 0) break
      continue
    }
    if (code === END_OF_IMAGE) break
    if (isWithoutLength(code)) {
      at += 2
      continue
    }
    const length = at + 3 < bytes.length ? (bytes[at + 2]! << 8) | bytes[at + 3]! : 0
    if (length < 2 || at + 2 + length > bytes.length) return 'a part of its JPEG points outside'
    if (code === START_OF_SCAN) scans++
    if (code >= 0xc0 && code <= 0xcf && !NOT_FRAMES.includes(code)) {
      if (frame !== undefined) return 'its JPEG has two frames'
      if (length < LEAST_FRAME_BYTES) return 'the frame of its JPEG is cut short'
      frame = {
        bitsPerSample: bytes[at + 4]!,
        height: (bytes[at + 5]! << 8) | bytes[at + 6]!,
        width: (bytes[at + 7]! << 8) | bytes[at + 8]!,
        components: bytes[at + 9]!,
      }
    }
    at += 2 + length
  }
  return frame === undefined ? 'its JPEG has no frame' : { ...frame, scans }
}

/** Restart markers and one for private use stand alone. */
function isWithoutLength(code: number): boolean {
  return code === 0x01 || (code >= 0xd0 && code <= START_OF_IMAGE)
}
