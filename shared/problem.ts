/**
 * Expected failures as data. A problem crosses threads by structured clone, is shown to a person as it
 * is, and names the file and the field that are at fault wherever there is one.
 */
export type ProblemKind =
  /** Nothing is there: no such folder, http 404 on something that must exist. */
  | 'not-found'
  /** Something is there, but it is no volume, dataset file or known address. */
  | 'not-a-volume'
  /** A description (`info`, `skein.json`) that cannot be read or says something impossible. */
  | 'bad-description'
  /** A chunk whose bytes do not decode. */
  | 'bad-chunk'
  /** A shard or its index that does not hold together. */
  | 'bad-shard'
  /** A mesh or skeleton whose bytes do not decode. */
  | 'bad-mesh'
  /** A snapshot of the edit log, or a base graph, that does not hold together. */
  | 'bad-snapshot'
  /** A format, encoding or type of value that Skein does not read. */
  | 'unsupported'
  /** More than a named limit allows. */
  | 'too-large'
  /** A key, path or link that leaves the opened folder. */
  | 'outside'
  /** http 401 or 403, or no permission on disk. */
  | 'forbidden'
  /** http 429. */
  | 'rate-limited'
  /** Any other http status that is not success. */
  | 'http-status'
  /** No connection, a body cut short, a redirect loop. */
  | 'network'
  /** No byte arrived for too long. */
  | 'stalled'
  /** Reading or writing the disk failed. */
  | 'disk'
  /** The asker took it back. Never shown. */
  | 'cancelled'

export interface Problem {
  readonly kind: ProblemKind
  /** A whole sentence for a person, without a full stop at its end. */
  readonly message: string
  /** The file or URL at fault. */
  readonly file?: string | undefined
  /** The field of that file at fault, as a path: `scales[2].chunk_sizes[0]`. */
  readonly field?: string | undefined
  /** The http status, where there was one. */
  readonly status?: number | undefined
  /** The least time in ms that the origin asked us to wait before trying again. */
  readonly retryAfterMs?: number | undefined
}

/** The outcome of something that may fail in an expected way. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

/** The one error class for expected failures on their way up through promises. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(problem.message, options)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** The value of a result; throws its problem. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new ProblemError(result.problem)
}

/** What `work` returns, or the problem that it throws. Other errors are bugs and go on. */
export function resultOfWork<T>(work: () => T): Result<T> {
  try {
    return { ok: true, value: work() }
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    return { ok: false, problem }
  }
}

/** The result of `map` on the value; a problem stays what it is. */
export function mapResult<T, U>(result: Result<T>, map: (value: T) => U): Result<U> {
  return result.ok ? { ok: true, value: map(result.value) } : result
}

/** The problem inside an error, or undefined when the error is a bug. */
export function problemOf(error: unknown): Problem | undefined {
  return error instanceof ProblemError ? error.problem : undefined
}

/** What an error says, for a sentence that tells why something failed. Anything may be thrown, so it may be no `Error`. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
