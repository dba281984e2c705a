/**
 * The key under which a source keeps its description, from the source's `location` (host-api `OpenedSource`): a location
 * that ends in `.json` names the description itself, and its keys are relative to the folder that holds it; any
 * other location is a precomputed volume, described by `info`. A URL's query is no part of the key.
 */
export function descriptionKey(location: string): string {
  const isUrl = /^https?:\/\//i.test(location)
  const path = isUrl ? location.replace(/[?#].*$/, '') : location
  const last = path.split(isUrl ? '/' : /[/\\]/).at(-1) ?? ''
  if (!/\.json$/i.test(last)) return 'info'
  return isUrl ? decoded(last) : last
}

/** Keys are written plain and encoded on their way into a URL. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
