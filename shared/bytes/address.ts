import { FORMAT_WORDS } from '../formats/format-words.ts'

// How a text names a place: the one reader of addresses for page, links, dataset files, command line and byte process.
// It knows no scheme but `file`: which schemes can be opened is the byte process's business.

/** One stage of Neuroglancer's pipe form: `zarr3` and `inner/path/` of `https://host/a|zarr3:inner/path/`. */
export interface Stage {
  /** In lower case. */
  readonly word: string
  /** As it was written. */
  readonly path: string
}

/** A text that names a place, taken apart. */
export interface AddressParts {
  /** The words of formats before it, outermost first: `zarr3` of `zarr3://https://host/a`. */
  readonly prefixes: readonly string[]
  /** The word before `://`, in lower case; undefined for a path. */
  readonly scheme: string | undefined
  /** The address or path itself, without quotes, prefixes and stages. */
  readonly plain: string
  readonly stages: readonly Stage[]
}

/** Two letters at least, so that the drive of `C:\` is no scheme. */
const SCHEME = /^([a-z][a-z0-9+.-]+):\/\//i

const STAGE = /^([a-z][a-z0-9+._-]*):(.*)$/is

/** Takes a text apart as people paste it; nothing is judged but its form. */
export function splitAddress(text: string): AddressParts {
  const given = unquoted(text)
  const prefixes: string[] = []
  let plain = given
  for (let word = formatBefore(plain); word !== undefined; word = formatBefore(plain)) {
    prefixes.push(word)
    plain = plain.slice(word.length + '://'.length)
  }
  const stages: Stage[] = []
  for (let bar = plain.lastIndexOf('|'); bar > 0; bar = plain.lastIndexOf('|')) {
    const stage = STAGE.exec(plain.slice(bar + 1))
    if (stage === null) break
    stages.unshift({ word: stage[1]!.toLowerCase(), path: stage[2]! })
    plain = plain.slice(0, bar)
  }
  return { prefixes, scheme: SCHEME.exec(plain)?.[1]?.toLowerCase(), plain: plain.trim(), stages }
}

function unquoted(text: string): string {
  const plain = text.trim()
  const quoted = /^(["'])(.*)\1$/s.exec(plain)
  return quoted === null ? plain : quoted[2]!.trim()
}

function formatBefore(text: string): string | undefined {
  const word = SCHEME.exec(text)?.[1]?.toLowerCase()
  return word !== undefined && FORMAT_WORDS.has(word) ? word : undefined
}

/**
 * Where a text leads: `machine` to an absolute path or a `file://` address, `address` to any other scheme, `relative`
 * to a folder below another.
 */
export type PlaceKind = 'machine' | 'address' | 'relative'

export function placeKind(text: string): PlaceKind {
  const { prefixes, scheme, plain } = splitAddress(text)
  if (scheme !== undefined) return scheme === 'file' ? 'machine' : 'address'
  if (/^(\/|[a-z]:[\\/])/i.test(plain)) return 'machine'
  // `~` is a folder's name in a dataset file; behind a format it is a person's home.
  return prefixes.length > 0 ? 'machine' : 'relative'
}

/** Whether a text begins as an address does: with a scheme or a format. */
export function isAddressStart(text: string): boolean {
  return SCHEME.test(text.replace(/^[\s"']+/, ''))
}
