import { isNeuroglancerLink } from '../../../../shared/link/neuroglancer/read-link.ts'

/** What a location begins with: a scheme, an absolute path, `~`, a drive, or a quote round any of these. */
const START = /^(["'])?([a-z][a-z0-9+.-]+:\/\/|[a-z]:[\\/]|\/|~(\/|$))/i

/**
 * The locations in a line of text, as people type or paste several: one ends where white space is followed by the beginning
 * of another, so that spaces in an address or a path stay. Quotes hold together whatever is in them.
 */
export function splitLocations(text: string): readonly string[] {
  // A Neuroglancer link may hold spaces and addresses.
  if (isNeuroglancerLink(text)) return [text.trim()]
  const locations: string[] = []
  let at = 0
  while (at < text.length) {
    const rest = text.slice(at)
    const blank = /^\s+/.exec(rest)
    if (blank !== null) {
      at += blank[0].length
      continue
    }
    const quoted = /^(["'])(.*?)\1(?=\s|$)/s.exec(rest)
    const found = quoted === null ? rest.slice(0, endOf(rest)) : quoted[0]
    locations.push(quoted?.[2] ?? found.trimEnd())
    at += found.length
  }
  return locations
}

/** Where the location at the beginning of a text ends. */
function endOf(text: string): number {
  for (const blank of text.matchAll(/\s+/g)) {
    if (START.test(text.slice(blank.index + blank[0].length))) return blank.index
  }
  return text.length
}
