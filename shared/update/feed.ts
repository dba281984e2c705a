import semver from 'semver'
import { choiceOf, type Field, listOf, member, parseJson, refuse, resultOf, textOf, wholeOf } from '../json-field.ts'
import type { Result } from '../problem.ts'

/**
 * The update feed: one JSON file that says which version there is and which files it has. Its signature (Ed25519, of
 * the feed's exact bytes) lies beside it under the same name with `.sig`. Whoever trusts the feed trusts its files,
 * because it holds their lengths and SHA-512.
 */
export interface Feed {
  readonly version: string
  readonly files: readonly FeedFile[]
}

export interface FeedFile {
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly arch: string
  readonly kind: PackageKind
  /** The file's name. It lies beside the feed. */
  readonly name: string
  readonly bytes: number
  /** 128 lower-case hexadecimal digits. */
  readonly sha512: string
}

/** `appimage`: one file that runs. `zip`: the app's folder. `installer`: a program or disk image that a person opens. */
export type PackageKind = 'appimage' | 'zip' | 'installer'

/** The form of the feed that this version reads. */
export const FEED_FORM = 1
/** Bytes of a feed: a few hundred files at most. */
export const FEED_BYTES_MAX = 100_000
/** Files of a feed: every platform, processor and kind of package, with room to spare. */
const FILES_MAX = 100
/** Bytes of one file: an installed app is 250 MB. */
const FILE_BYTES_MAX = 2 ** 30

/**
 * Reads a feed whose signature was checked.
 * @param file the feed's address, for problems
 * @returns the feed, or `bad-description` or `too-large` that names the field
 */
export function parseFeed(text: string, file: string): Result<Feed> {
  return resultOf(parseJson(text), file, (feed) => {
    if (member(feed, 'form').value !== FEED_FORM) refuse(member(feed, 'form'), `must be ${FEED_FORM}`, 'unsupported')
    const files = listOf(member(feed, 'files'), FILES_MAX, readFile)
    return { version: versionOf(member(feed, 'version')), files }
  })
}

function readFile(field: Field): FeedFile {
  return {
    platform: choiceOf(member(field, 'platform'), ['linux', 'darwin', 'win32']),
    arch: matching(member(field, 'arch'), /^[a-z0-9_]{1,20}$/, 'must be the name of a processor'),
    kind: choiceOf(member(field, 'kind'), ['appimage', 'zip', 'installer']),
    name: matching(member(field, 'name'), /^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$/, 'must be a plain file name'),
    bytes: wholeOf(member(field, 'bytes'), 1, FILE_BYTES_MAX, 'no package is so large'),
    sha512: matching(member(field, 'sha512'), /^[0-9a-f]{128}$/, 'must have 128 hexadecimal digits'),
  }
}

function versionOf(field: Field): string {
  const text = textOf(field)
  return semver.valid(text) === text ? text : refuse(field, 'must be a version such as 1.2.3')
}

function matching(field: Field, pattern: RegExp, expected: string): string {
  const text = textOf(field)
  return pattern.test(text) ? text : refuse(field, expected)
}
