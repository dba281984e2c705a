import { placeKind, splitAddress } from '../bytes/address.ts'
import type { Destination } from '../contracts/host-api.ts'
import type { Result } from '../problem.ts'
import { optional, parseLayout, parsePosition, parseScale, parseTurn, refused } from '../view-values.ts'

/** Whether a text means to be a link, well-formed or not. */
export const SKEIN_LINK = /^skein:/i

/** Characters of a link: what the systems' launchers hand over whole. */
export const LINK_CHARACTERS_MAX = 8192
/** Sources of a link: no dataset has more layers. */
export const LINK_SOURCES_MAX = 16
/** Characters of one address, as browsers take them. */
const SOURCE_CHARACTERS_MAX = 2048
/** Characters of any other value: three numbers with all their digits. */
const VALUE_CHARACTERS_MAX = 100

/** The name of what a refusal names. */
const LINK = 'link'

/**
 * `skein://` links: a page or a message names public volumes and a view of them. Whoever made a link may be anybody, so it
 * is a place to go to and nothing else: no files of this machine, no flags, no stores.
 *
 *   skein://open?source=https%3A%2F%2Fexample.org%2Fem&source=...&position=1250,1250,300&scale=8&layout=xy
 *
 * `scene-turn=0,0,0,1` and `scene-scale=40` say how the 3-D panel is turned, and its nanometres per pixel.
 * Every source is an address such as https://, gs:// or s3://, with the word of a format before it or without. Fails with 'bad-description' and a sentence for whoever followed the link.
 */
export function parseSkeinLink(text: string): Result<Destination> {
  if (text.length > LINK_CHARACTERS_MAX) return bad(`is longer than ${LINK_CHARACTERS_MAX} characters`)
  const query = /^skein:\/\/open\/?\?([^#]*)$/i.exec(text)?.[1]
  if (query === undefined) return bad('is not understood; one looks like skein://open?source=https://example.org/em')
  const values = valuesOf(query)
  return values.ok ? targetOf(values.value) : values
}

type Values = ReadonlyMap<string, readonly string[]>

const NAMES = ['source', 'position', 'scale', 'layout', 'scene-turn', 'scene-scale']

function valuesOf(query: string): Result<Values> {
  const values = new Map<string, string[]>()
  for (const part of query.split('&')) {
    const equals = part.indexOf('=')
    const name = equals < 0 ? part : part.slice(0, equals)
    const value = equals < 0 ? undefined : decoded(part.slice(equals + 1))
    if (!NAMES.includes(name)) return bad(`may say ${NAMES.join(', ')}, and nothing else`)
    if (value === undefined) return bad(`has no readable value for ${name}`)
    const earlier = values.get(name) ?? []
    if (earlier.length > 0 && name !== 'source') return bad(`says ${name} twice`)
    if (name !== 'source' && value.length > VALUE_CHARACTERS_MAX) return bad(`has a ${name} that is too long`)
    values.set(name, [...earlier, value])
  }
  return { ok: true, value: values }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function targetOf(values: Values): Result<Destination> {
  const open = values.get('source') ?? []
  if (open.length === 0) return bad('names no source to open')
  if (open.length > LINK_SOURCES_MAX) return bad(`names more than ${LINK_SOURCES_MAX} sources`)
  if (!open.every(isAddress)) return bad('may open addresses only, such as https://host/volume, which hold no password')
  const position = optional(one(values, 'position'), (text) => parsePosition('position', text))
  if (!position.ok) return inLink(position.problem.message)
  const nmPerPixel = optional(one(values, 'scale'), (text) => parseScale('scale', text))
  if (!nmPerPixel.ok) return inLink(nmPerPixel.problem.message)
  const layout = optional(one(values, 'layout'), (text) => parseLayout('layout', text))
  if (!layout.ok) return inLink(layout.problem.message)
  const sceneOrientation = optional(one(values, 'scene-turn'), (text) => parseTurn('scene-turn', text))
  if (!sceneOrientation.ok) return inLink(sceneOrientation.problem.message)
  const sceneNmPerPixel = optional(one(values, 'scene-scale'), (text) => parseScale('scene-scale', text))
  if (!sceneNmPerPixel.ok) return inLink(sceneNmPerPixel.problem.message)
  return {
    ok: true,
    value: {
      ...{ open, position: position.value, nmPerPixel: nmPerPixel.value, layout: layout.value },
      ...{ sceneOrientation: sceneOrientation.value, sceneNmPerPixel: sceneNmPerPixel.value },
    },
  }
}

function one(values: Values, name: string): string | undefined {
  return values.get(name)?.[0]
}

/** A host, without a user before it; neither spaces, control characters nor backslashes, which some readers take for slashes. */
function isAddress(text: string): boolean {
  const { plain } = splitAddress(text)
  return (
    text.length <= SOURCE_CHARACTERS_MAX &&
    placeKind(text) === 'address' &&
    !SKEIN_LINK.test(plain) &&
    /^[a-z0-9+.-]+:\/\/[^/?#@\\\s]+(?:[/?#][^\\\s]*)?$/i.test(plain) &&
    !/^["']|[\\\s]/.test(text) &&
    isPrintable(text)
  )
}

function isPrintable(text: string): boolean {
  return !/\p{Cc}/u.test(text)
}

function bad(what: string) {
  return refused(LINK, `The link ${what}`)
}

function inLink(message: string) {
  return refused(LINK, `The link is not understood: ${message}`)
}
