import { parseLocation } from './location.ts'
import type { OpenedPlace } from './origin-source.ts'
import type { Scheme, SchemeServices } from './sources/scheme.ts'
import { SCHEMES } from './sources/scheme-list.ts'

export interface OpenOptions extends SchemeServices {
  /** What can be opened; `SCHEMES` where nothing is said. */
  readonly schemes?: readonly Scheme[]
}

/** A folder that a person opened, with the formats that their words for it ask for. */
export interface OpenedLocation extends OpenedPlace {
  readonly formats: readonly string[]
}

/** Opens what a person pasted (see `parseLocation`). Rejects with the `ProblemError`s of `parseLocation` and of the schemes. */
export async function openSource(text: string, options: OpenOptions): Promise<OpenedLocation> {
  const { scheme, given, formats } = parseLocation(text, options.schemes ?? SCHEMES)
  const place = await scheme.open(given, options)
  const [first] = formats
  return { ...place, formats, location: first === undefined ? place.location : `${first}://${place.location}` }
}
