/** What a percent-encoded text stands for (RFC 3986); the text itself where it encodes nothing well. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
