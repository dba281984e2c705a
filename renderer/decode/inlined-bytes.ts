/** The bytes of a bundled `data:` address in base64. The worker may fetch nothing, such addresses included. */
export function inlinedBytes(url: string): Uint8Array {
  const text = atob(url.slice(url.indexOf(',') + 1))
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
