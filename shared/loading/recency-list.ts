/** What a member of a recency list carries; the list alone writes it. */
export interface RecencyLinks<T> {
  older: T | undefined
  newer: T | undefined
}

/** Members in the order of their last use, linked through themselves: touching one is a few writes, however long the list. */
export interface RecencyList<T> {
  oldest(): T | undefined
  /** Makes a member, or something new, the newest. */
  touch(member: T): void
  remove(member: T): void
}

export function createRecencyList<T extends RecencyLinks<T>>(): RecencyList<T> {
  let oldest: T | undefined
  let newest: T | undefined
  const remove = (member: T): void => {
    if (member.older !== undefined) member.older.newer = member.newer
    else if (oldest === member) oldest = member.newer
    if (member.newer !== undefined) member.newer.older = member.older
    else if (newest === member) newest = member.older
    member.older = undefined
    member.newer = undefined
  }
  const touch = (member: T): void => {
    if (newest === member) return
    remove(member)
    member.older = newest
    if (newest !== undefined) newest.newer = member
    else oldest = member
    newest = member
  }
  return { oldest: () => oldest, touch, remove }
}
