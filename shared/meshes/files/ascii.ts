/** The bytes of a text that has ASCII characters alone. */
export function bytesOfAscii(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

/** Characters that one call makes of bytes: more arguments can overflow the stack. */
const CHARACTERS_AT_ONCE = 8192

/** Bytes as characters of the same codes. Bytes beyond ASCII become characters that no word of a mesh file has. */
export function asciiOf(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += CHARACTERS_AT_ONCE) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + CHARACTERS_AT_ONCE)))
  }
  return parts.join('')
}
