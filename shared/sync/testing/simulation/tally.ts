/** For tests: what happened, counted over all runs, so that a run in which nothing happened is told from one that held. */
export interface Tally {
  count(what: Happening): void
  readonly counts: Readonly<Record<Happening, number>>
}

export const HAPPENINGS = [
  // Edits
  'edit made',
  'split made',
  'revert made',
  'edit applied',
  'edit redundant',
  'edit conflicted',
  'edit changed',
  'edit void',
  'refused for a role',
  'refused for an author',
  'refused as nonsense',
  // Sync
  'acknowledged in place',
  'rebased under pending edits',
  'pushed again',
  'edit of the other device of the user',
  'batch of several edits',
  'made during a store',
  'commit of several pushes',
  'tail read from storage',
  'read for edits of another process',
  'newcomer ahead of the process',
  'member paused',
  'push refused',
  'gap noticed by a client',
  'duplicate passed over',
  'stopped for want of access',
  // Faults
  'connection broken',
  'late push of a broken connection',
  'message doubled',
  'message lost',
  'messages swapped',
  'device crashed',
  'last write lost',
  'last write kept',
  'store lost in a crash',
  'store kept in a crash',
  'device restarted in order',
  'store-failed',
  'process crashed',
  'process stopped in order',
  'commit died with its process',
  'storage failed',
  'answer of the storage lost',
  'read failed',
  'notification lost',
  'role changed',
  'clock jumped',
  'worked offline',
  'rogue push',
] as const
export type Happening = (typeof HAPPENINGS)[number]

export function newTally(): Tally {
  const counts: Record<string, number> = Object.fromEntries(HAPPENINGS.map((what) => [what, 0]))
  return {
    counts: counts as Record<Happening, number>,
    count(what) {
      counts[what]!++
    },
  }
}

/** What a run found wrong, or why it could not go on. */
export function must(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what)
}
