import { type AnyRange, isSuffix, rangeBytes } from '../../../../shared/bytes/byte-range.ts'
import { type Problem, ProblemError } from '../../../../shared/problem.ts'
import type { StoredValue } from '../../origin-source.ts'
import type { Coding } from '../../wrappers/inflate.ts'
import { readContentEncoding } from './content-coding.ts'
import type { HttpAnswer } from './http-exchange.ts'

/** What an answer is an answer to. */
export interface Asked {
  readonly key: string
  readonly range: AnyRange | undefined
  /** The value's name in messages. */
  readonly file: string
  readonly now: () => number
}

/**
 * The value that an answer holds; undefined where there is none (404). Throws a `ProblemError`: 'rate-limited' (429),
 * 'http-status' (any other), 'network' (a wrong part), 'unsupported' (a Content-Encoding that is not read).
 */
export function storedValue(answer: HttpAnswer, { key, range, file, now }: Asked): StoredValue | undefined {
  const { status } = answer
  if (status === 404) return undefined
  const validator = validatorOf(answer)
  if (status === 416 && range !== undefined) return { bytes: new Uint8Array(0), codings: [], file }
  if (status === 200) {
    const check = isPage(answer) && !isDescription(key) ? (bytes: Uint8Array) => refusePage(bytes, file) : undefined
    return { bytes: answer.body, codings: codingsOf(answer, file), cut: range, file, check, validator }
  }
  if (status !== 206) throw new ProblemError(statusProblem(answer, file, now))
  if (range === undefined || codingsOf(answer, file).length > 0)
    throw wrongPart(file, 'answered with a part that was not asked for')
  return { bytes: partOf(answer, file, range), codings: [], file, validator }
}

/** Checks that a 206 holds what was asked for. A part may end early only where the whole value ends. */
function partOf(answer: HttpAnswer, file: string, range: AnyRange): Uint8Array {
  const asked = rangeBytes(range)
  const said = answer.headers['content-range']
  if (said === undefined) {
    // Some servers and proxies leave it out; the length then is all that tells.
    if (answer.body.byteLength === Math.max(asked, 1)) return answer.body.subarray(0, asked)
    throw wrongPart(file, 'answered with a part, but did not say which')
  }
  const match = /^\s*bytes[\s=]+(\d{1,15})\s*-\s*(\d{1,15})\s*\/\s*(\d{1,15}|\*)\s*$/i.exec(said)
  if (match === null) throw wrongPart(file, 'answered with a part, but did not say which')
  const [first, end] = [Number(match[1]), Number(match[2]) + 1]
  const total = match[3] === '*' ? Number.POSITIVE_INFINITY : Number(match[3])
  // The end of a value of unknown length is where the server says.
  const { start } = isSuffix(range)
    ? { start: Math.max(0, (match[3] === '*' ? end : total) - Math.max(asked, 1)) }
    : range
  if (first !== start) throw wrongPart(file, 'answered with another part than was asked for')
  const wanted = Math.min(start + asked, total) - start
  const sent = end - start
  if (answer.body.byteLength !== sent || (sent < wanted && total !== Number.POSITIVE_INFINITY)) {
    const message = `${file} was cut short: ${answer.body.byteLength} of ${wanted} bytes`
    throw new ProblemError({ kind: 'network', message, file })
  }
  return answer.body.subarray(0, asked)
}

/** Whether the server says that it is a web page. */
export function isPage({ headers }: HttpAnswer): boolean {
  return /^\s*(text\/html|application\/xhtml)/i.test(headers['content-type'] ?? '')
}

/** Whoever reads a description says more of one that is a web page. */
function isDescription(key: string): boolean {
  return /(^|\/)(info|[^/]*\.json)$/i.test(key)
}

/** Bytes looked at for the beginning of a web page: white space and comments may come first. */
const PAGE_START_BYTES = 512

function beginsAsPage(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, PAGE_START_BYTES))
  return /^\s*<(!doctype|!--|html|head|body|\?xml)/i.test(start)
}

/**
 * Whether a web page came in place of a value, as servers send one to sign in by. One that is compressed is taken at the
 * server's word.
 */
export function isPageInstead(answer: HttpAnswer): boolean {
  if (answer.status !== 200 || !isPage(answer)) return false
  return answer.headers['content-encoding'] !== undefined || beginsAsPage(answer.body)
}

/** The server calls it a web page: refused when the bytes say so too. */
function refusePage(bytes: Uint8Array, file: string): void {
  if (!beginsAsPage(bytes)) return
  const message = `The server gave a web page in place of ${file}: you may have to sign in there anew`
  throw new ProblemError({ kind: 'forbidden', message, file })
}

function wrongPart(file: string, why: string): ProblemError {
  return new ProblemError({ kind: 'network', message: `The server of ${file} ${why}`, file, status: 206 })
}

/** What tells whether a value is still the same: its ETag, else when it was changed last. */
function validatorOf({ headers }: HttpAnswer): string | undefined {
  return headers['etag'] ?? headers['last-modified']
}

function codingsOf(answer: HttpAnswer, file: string): readonly Coding[] {
  const read = readContentEncoding(answer.headers['content-encoding'])
  if (read.kind === 'read') return read.codings
  const message = `${file} is compressed as ${read.what} (Content-Encoding), which Skein does not read`
  throw new ProblemError({ kind: 'unsupported', message, file, field: 'Content-Encoding' })
}

function statusProblem({ status, headers }: HttpAnswer, file: string, now: () => number): Problem {
  const common = { file, status, retryAfterMs: retryAfter(headers['retry-after'], now) }
  if (status === 429) {
    return { kind: 'rate-limited', message: `The server of ${file} asks for fewer requests (http 429)`, ...common }
  }
  return { kind: 'http-status', message: `The server answered http ${status} for ${file}`, ...common }
}

/** Retry-After in ms: seconds, or a date (RFC 9110, 10.2.3). */
function retryAfter(text: string | undefined, now: () => number): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now())
}
