/** The URL in a text; undefined when it is none. (`URL.canParse` is newer than the oldest runtime.) */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
