import type { Result } from '../../problem.ts'
import { parseStateText, STATE_CHARACTERS_MAX, tooLong } from './state-text.ts'

/** What a link holds. */
export type LinkedState =
  /** Parsed JSON; nothing of it has been checked. */
  | { readonly kind: 'state'; readonly json: unknown }
  /** The state is a JSON file at this address. */
  | { readonly kind: 'fetch'; readonly address: string }

/** The name of a link in problems: its text may have megabytes. */
const LINK = 'The Neuroglancer link'

/** An address of any host whose fragment begins with `!`, or names the file of a state in its query, as older ones do. */
const LINK_START = /^(?:["'<]\s*)?(?:https?:\/\/[^\s#]{0,4096}#!|https?:\/\/[^\s#]{0,4096}[?&]json_url=|#!|\{)/i

/** What a link begins with lies within this many characters. */
const START_CHARACTERS = 8192

/** An address by its scheme, such as `gs://` or `middleauth+https://`. */
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i

/** Whether a text is a link to a view in Neuroglancer, or the JSON of one. */
export function isNeuroglancerLink(text: string): boolean {
  const start = text.slice(0, START_CHARACTERS).trimStart()
  return LINK_START.test(start) && (!start.startsWith('{') || /["']layers["']/.test(text))
}

/**
 * Reads a link as people paste it. Of any host: `…/#!{…}` with JSON, percent-encoded or in Neuroglancer's older form for
 * addresses; `…/#!https://…` and `…/#!middleauth+https://…/nglstate/api/v1/<id>`, which name a file; `…/?json_url=…`. Or
 * its fragment alone, or the JSON of a state. Fails with 'bad-description' or 'too-large'.
 */
export function readNeuroglancerLink(text: string): Result<LinkedState> {
  // Before anything is made of it: decoded, it takes as much room again.
  if (text.length > STATE_CHARACTERS_MAX) return { ok: false, problem: tooLong(LINK) }
  const plain = unquoted(text.trim())
  if (plain.startsWith('{')) return stateOf(plain, 'The pasted text')
  const mark = plain.indexOf('#!')
  if (mark < 0) return named(/[?&]json_url=([^&#]*)/i.exec(plain)?.[1] ?? '')
  const fragment = plain.slice(mark + 2).replace(/^\+/, '')
  if (ADDRESS.test(fragment)) return named(fragment)
  const state = decoded(fragment)
  if (state === undefined) return bad(`${LINK} has a % that begins no character`)
  if (ADDRESS.test(state)) return named(state)
  if (state.trim() === '') return bad(`${LINK} holds no view: it ends after #!`)
  return stateOf(state, LINK)
}

function unquoted(text: string): string {
  const inner = /^(["'])(?=https?:|#!)/i.test(text) ? text.slice(1) : text
  return inner.replace(/^<(?=https?:)/i, '').replace(/["'>]+$/, '')
}

function stateOf(text: string, file: string): Result<LinkedState> {
  const read = parseStateText(text, file)
  return read.ok ? { ok: true, value: { kind: 'state', json: read.value } } : read
}

function named(encoded: string): Result<LinkedState> {
  const address = (decoded(encoded) ?? encoded).trim()
  if (ADDRESS.test(address)) return { ok: true, value: { kind: 'fetch', address } }
  return bad(`${LINK} names no address of a view`)
}

/** Programs that pass links on encode them once more. */
const TIMES_ENCODED_MAX = 3

function decoded(text: string): string | undefined {
  let plain = text
  try {
    for (let times = 0; times < TIMES_ENCODED_MAX; times++) {
      if (times > 0 && !/^\s*%(?:25)*7B/i.test(plain)) break
      plain = decodeURIComponent(plain)
    }
    return plain
  } catch {
    return undefined
  }
}

function bad(message: string): Result<never> {
  return { ok: false, problem: { kind: 'bad-description', message, file: LINK } }
}
