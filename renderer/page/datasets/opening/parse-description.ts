import { placeKind } from '../../../../shared/bytes/address.ts'
import { ProblemError } from '../../../../shared/problem.ts'

/**
 * The largest description that is read: 64 MiB. A real `info` is a few KB; a view of Neuroglancer with 100,000 annotations
 * has about 20 MB.
 */
const MAX_DESCRIPTION_BYTES = 64 * 2 ** 20

/** Bytes at the start of a description by which a web page is recognised. */
const PAGE_START_BYTES = 512

/** The JSON of a description, and its text. Throws a `ProblemError`. */
export function parseDescription(bytes: Uint8Array, file: string): { readonly json: unknown; readonly text: string } {
  if (bytes.length > MAX_DESCRIPTION_BYTES) {
    const limit = MAX_DESCRIPTION_BYTES / 2 ** 20
    throw new ProblemError({ kind: 'too-large', message: `${file} is larger than ${limit} MiB`, file })
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { json: JSON.parse(text), text }
  } catch (cause) {
    if (/^\s*</.test(new TextDecoder().decode(bytes.subarray(0, PAGE_START_BYTES)))) {
      throw new ProblemError({ kind: 'not-a-volume', message: pageInstead(file), file }, { cause })
    }
    const reason = cause instanceof SyntaxError ? cause.message : 'it is not UTF-8 text'
    const message = bytes.length === 0 ? `${file} is empty` : `${file} is not JSON: ${reason}`
    throw new ProblemError({ kind: 'bad-description', message, file }, { cause })
  }
}

/** What to do about a web page (or other markup) where a description was expected. */
function pageInstead(file: string): string {
  const why =
    placeKind(file) === 'address'
      ? 'the server may want you to sign in, or this is the address of a page about the data and not of the data'
      : 'it may have been saved by a browser from a page about the data'
  return `${file} is a web page and no description of a volume: ${why}`
}
