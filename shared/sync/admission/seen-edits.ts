import { type EditId, type EditKey, editKey } from '../../edits/edit.ts'
import { type AdmissionFacts, sessionName } from './admission-facts.ts'

/** What an admission knows of the log: the facts, and the edits that it admitted itself. */
export interface SeenEdits {
  /** The highest counter of a session; 0 where the log has none of its edits. */
  highestOf(session: string): number
  ownerOf(client: string): string | undefined
  broughtBy(key: EditKey): string | undefined
  textOf(key: EditKey): string | undefined
  add(id: EditId, editJson: string, user: string): void
}

/** A layer over other seen edits. What is added here stays here until `keep` adds it below. */
export interface StagedEdits extends SeenEdits {
  keep(): void
}

export function seenInLog(facts: AdmissionFacts): SeenEdits {
  return layerOver({
    highestOf: (session) => facts.highest.get(session) ?? 0,
    ownerOf: (client) => facts.owners.get(client),
    broughtBy: (key) => facts.broughtBy.get(key),
    textOf: (key) => facts.known.get(key),
    add: () => {},
  })
}

export function layerOver(below: SeenEdits): StagedEdits {
  const added = new Map<EditKey, { readonly id: EditId; readonly editJson: string; readonly user: string }>()
  const highest = new Map<string, number>()
  const owners = new Map<string, string>()
  return {
    highestOf: (session) => highest.get(session) ?? below.highestOf(session),
    ownerOf: (client) => owners.get(client) ?? below.ownerOf(client),
    broughtBy: (key) => added.get(key)?.user ?? below.broughtBy(key),
    textOf: (key) => added.get(key)?.editJson ?? below.textOf(key),
    add(id, editJson, user) {
      added.set(editKey(id), { id, editJson, user })
      highest.set(sessionName(id), id.counter)
      owners.set(id.client, user)
    },
    keep() {
      for (const { id, editJson, user } of added.values()) below.add(id, editJson, user)
    },
  }
}
