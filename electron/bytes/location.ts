import { type AddressParts, splitAddress } from '../../shared/bytes/address.ts'
import { readKey } from '../../shared/bytes/key.ts'
import { shownLocation } from '../../shared/bytes/shown-location.ts'
import { FORMAT_WORDS } from '../../shared/formats/format-words.ts'
import { editDistance, nearest } from '../../shared/nearest.ts'
import { MAX_LOCATION_LENGTH } from './limits.ts'
import { notAPlace } from './not-a-place.ts'
import { decoded } from './percent.ts'
import type { GivenAddress, Scheme } from './sources/scheme.ts'
import { refuseViewLink } from './view-link.ts'

/** What a person's words for a volume come to. */
export interface Location {
  readonly scheme: Scheme
  readonly given: GivenAddress
  /** Names of the formats that the address asks for; none where it leaves that open. */
  readonly formats: readonly string[]
}

/**
 * Reads a location as people paste it: an absolute path or one that begins with `~`, or an address of one of the schemes;
 * with the word of a format before it (`zarr3://…`) or after it (`…|zarr3:inner/path`), in quotes. Throws a `ProblemError`
 * of kind 'not-a-volume' that says what is understood, and what was probably meant.
 */
export function parseLocation(text: string, schemes: readonly Scheme[]): Location {
  const parts = splitAddress(text)
  const { plain, scheme: word } = parts
  if (plain === '') throw notAPlace('Nothing was given to open', text)
  if (plain.length > MAX_LOCATION_LENGTH) throw notAPlace('What was given to open is too long', plain.slice(0, 80))
  if (text.includes('\0')) throw notAPlace('What was given to open contains a NUL character', text)
  if (word !== undefined && word !== 'file') refuseViewLink(plain)
  const scheme = schemes.find(({ words }) => words.includes(word ?? 'file'))
  if (scheme === undefined) throw unknownScheme(word ?? 'file', plain, schemes)
  if (word === undefined && !/^([/~\\]|[a-z]:[\\/])/i.test(plain)) throw noPath(plain, schemes)
  const { address, formats, inner } = staged(parts)
  return { scheme, given: { word: word ?? 'file', text: address, inner }, formats }
}

/** What the stages of the pipe form say. On disk, one that no reader of volumes knows is part of a folder's name. */
function staged({ plain, prefixes, stages, scheme }: AddressParts) {
  const inner: string[] = []
  let address = plain
  const formats = prefixes.map((word) => FORMAT_WORDS.get(word) ?? word)
  for (const { word, path } of stages) {
    const format = FORMAT_WORDS.get(word)
    if (format === undefined) {
      const meant = near(word, [...FORMAT_WORDS.keys()])
      if (scheme === undefined && !OTHER_STAGES.has(word) && meant === undefined) {
        address += `|${word}:${path}`
        continue
      }
      throw notAPlace(`Skein does not read |${word}: in an address${probably(meant && `|${meant}:`)}`, plain)
    }
    formats.push(format)
    // Decoded first, so that no `%2e%2e` leads up unseen.
    const below = readKey(decoded(path).replace(/^\/+/, '') || '.', 0)
    if (!below.ok) throw notAPlace(`${below.problem.message}, in the stage |${word}:`, plain)
    inner.push(...below.value.parts)
  }
  const unfinished = scheme === undefined ? undefined : /\|([a-z0-9+.-]*)$/i.exec(address)?.[1]
  if (unfinished !== undefined) {
    const meant = near(unfinished, [...FORMAT_WORDS.keys()])
    throw notAPlace(`After | a colon is missing in ${shownLocation(address)}${probably(meant && `|${meant}:`)}`, plain)
  }
  return { address: address.trim(), formats: [...new Set(formats)], inner }
}

/** Stages that Neuroglancer has and Skein has not: its containers, compressions and data sources. */
const OTHER_STAGES: ReadonlySet<string> = new Set([
  ...['zip', 'gzip', 'byte-range', 'ocdbt', 'icechunk', 'json', 'auto', 'nifti', 'hdf5', 'csv', 'obj', 'vtk', 'swc'],
])

function unknownScheme(word: string, plain: string, schemes: readonly Scheme[]) {
  const meant = near(word, knownWords(schemes))
  const rest = meant === undefined ? '' : shownLocation(`${meant}${plain.slice(word.length)}`)
  const help = meant === undefined ? `: it opens ${understood(schemes)}` : probably(rest)
  return notAPlace(`Skein cannot open ${word}:// addresses${help}`, plain)
}

/** Forms that miss a colon or a slash: `https:/host`, `s3:bucket`, `gs//bucket`. */
const SLIPPED = /^([a-z][a-z0-9+.-]+)(?::\/?|\/\/)(?=[^/\\\s])/i

/** A host with its dots, as a browser shows an address. */
const BARE_HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(\/|$)/i

function noPath(plain: string, schemes: readonly Scheme[]) {
  const slipped = SLIPPED.exec(plain)
  const word = slipped?.[1] && near(slipped[1].toLowerCase(), knownWords(schemes))
  // It may be meant as an address, whose query may be a secret.
  const shown = plain.replace(/[?#].*$/s, '').replace(/^([a-z0-9+.-]*[:/]*)[^/]*@/i, '$1')
  const meant = word
    ? `${word}://${shown.slice(slipped?.[0].length)}`
    : BARE_HOST.test(shown)
      ? `https://${shown}`
      : undefined
  const help = meant === undefined ? `: Skein opens ${understood(schemes)}` : probably(meant)
  return notAPlace(`"${shown}" is no absolute path and no address${help}`, shown)
}

function knownWords(schemes: readonly Scheme[]): readonly string[] {
  return [...schemes.flatMap(({ words }) => words), ...FORMAT_WORDS.keys()]
}

function understood(schemes: readonly Scheme[]): string {
  const examples = schemes.map(({ example }) => example)
  return `${examples.slice(0, -1).join(', ')} or ${examples.at(-1)}, each also after a format such as precomputed:// or zarr://`
}

/** The most letters in which a word that was meant differs from what was written. */
const MISSPELT_LETTERS = 2

/** The known word that was probably meant, if any: half of a short word is never guessed. */
function near(word: string, known: readonly string[]): string | undefined {
  const meant = nearest(word, known)
  const changes = editDistance(word, meant)
  return changes <= MISSPELT_LETTERS && changes * 2 <= meant.length ? meant : undefined
}

function probably(meant: string | undefined): string {
  return meant === undefined || meant === '' ? '' : `: ${meant} was probably meant`
}

/** The last part of a path or URL for titles; a dataset file is named by its folder. */
export function nameOf(parts: readonly string[], fallback: string): string {
  const named = parts.filter((part) => part !== '')
  const last = named.at(-1)
  if (last === undefined) return fallback
  if (last === 'skein.json') return named.at(-2) ?? fallback
  return last.replace(/\.json$/, '')
}
