import { type EditId, editKey } from '../../shared/edits/edit.ts'
import { sessionName } from '../../shared/sync/admission/admission-facts.ts'

/** Checks whether entries, given in their order, can be a log of the store. */
export interface OrderCheck {
  /** Why the entry cannot come next; undefined if it can. */
  next(seq: number, id: EditId, by: string): string | undefined
}

export function createOrderCheck(): OrderCheck {
  const counters = new Map<string, number>()
  const owners = new Map<string, string>()
  let last = 0
  return {
    next(seq, id, by) {
      const session = sessionName(id)
      const counter = (counters.get(session) ?? 0) + 1
      const owner = owners.get(id.client) ?? by
      last++
      if (seq !== last) return `seq ${seq} stands where ${last} should`
      if (id.counter !== counter) return `edit ${editKey(id)} stands where counter ${counter} of its session should`
      if (by !== owner) return `edit ${editKey(id)} was brought by ${by}, but its client is ${owner}'s`
      counters.set(session, counter)
      owners.set(id.client, owner)
      return undefined
    },
  }
}
