import type { Problem, ProblemKind } from '../problem.ts'

/** How long a failed chunk waits before it is asked for again: `firstMs`, doubled by every failure, up to `mostMs`. */
export interface RetryRule {
  readonly firstMs: number
  readonly mostMs: number
}

/** What is likely to pass by itself within seconds. */
const PASSING: RetryRule = { firstMs: 1_000, mostMs: 60_000 }
/** What the origin asked us to slow down for. */
const SLOWER: RetryRule = { firstMs: 4_000, mostMs: 120_000 }
/** What a person or an administrator has to mend. */
const MENDED_BY_HAND: RetryRule = { firstMs: 5_000, mostMs: 600_000 }
/** What will be the same however often it is read; opening the dataset anew tries again. */
const NEVER: RetryRule = { firstMs: Infinity, mostMs: Infinity }
/** Cancelled by somebody: it is no failure, and is not repeated at once either. */
const TAKEN_BACK: RetryRule = { firstMs: 250, mostMs: 2_000 }

const RULES: { readonly [K in ProblemKind]: RetryRule } = {
  network: PASSING,
  stalled: PASSING,
  disk: PASSING,
  'http-status': PASSING,
  'rate-limited': SLOWER,
  'not-found': MENDED_BY_HAND,
  forbidden: MENDED_BY_HAND,
  'bad-chunk': MENDED_BY_HAND,
  'bad-shard': MENDED_BY_HAND,
  'bad-mesh': MENDED_BY_HAND,
  unsupported: NEVER,
  'too-large': NEVER,
  outside: NEVER,
  'not-a-volume': NEVER,
  'bad-description': NEVER,
  'bad-snapshot': NEVER,
  cancelled: TAKEN_BACK,
}

/** Milliseconds to wait after the `failures`-th failure in a row (1 is the first); Infinity is never. */
export function retryDelayMs(problem: Problem, failures: number): number {
  const rule = RULES[problemClass(problem)]
  const delay = Math.min(rule.mostMs, rule.firstMs * 2 ** Math.min(30, failures - 1))
  return Math.max(delay, problem.retryAfterMs ?? 0)
}

/** An http status below 500 (a wrong request, say) does not pass by itself. */
function problemClass(problem: Problem): ProblemKind {
  if (problem.kind === 'http-status' && problem.status !== undefined && problem.status < 500) return 'bad-chunk'
  return problem.kind
}
