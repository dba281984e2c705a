import type { Role } from '../../contracts/store-protocol.ts'
import { type EditId, type EditKey, editKey } from '../../edits/edit.ts'
import type { Push } from './edit-storage.ts'

/** What must be looked up in the log and among the store's users before pushes are admitted (admit.ts). */
export interface FactsNeeded {
  /** Sessions whose highest counter is needed. */
  readonly sessions: readonly Session[]
  /** Clients whose user is needed: the `by` of any of their edits in the log. */
  readonly clients: readonly string[]
  /** Users whose role in the dataset is needed. */
  readonly users: readonly string[]
  /** Names of which those of the store's users are needed. */
  readonly names: readonly string[]
  /** Targets of reverts, whose `by` in the log is needed. */
  readonly targets: readonly EditId[]
}

export interface Session {
  readonly client: string
  readonly session: string
}

/** What was found for `factsNeeded` and `idsKnown`. Whatever the log does not have is absent. */
export interface AdmissionFacts {
  /** The highest counter by `sessionName`. */
  readonly highest: ReadonlyMap<string, number>
  /** User by client. */
  readonly owners: ReadonlyMap<string, string>
  /** Role by user. */
  readonly roles: ReadonlyMap<string, Role>
  readonly names: ReadonlySet<string>
  /** The `by` of each target. */
  readonly broughtBy: ReadonlyMap<EditKey, string>
  /** The `editJson` of each of `idsKnown`, letter by letter as it was committed. */
  readonly known: ReadonlyMap<EditKey, string>
}

/** The client and session as one word. */
export function sessionName({ client, session }: Session): string {
  return `${client}/${session}`
}

export function factsNeeded(pushes: readonly Push[]): FactsNeeded {
  const sessions = new Map<string, Session>()
  const clients = new Set<string>()
  const names = new Set<string>()
  const targets = new Map<EditKey, EditId>()
  for (const { user, edits } of pushes) {
    for (const edit of edits) {
      const { client, session } = edit.id
      sessions.set(sessionName(edit.id), { client, session })
      clients.add(client)
      if (edit.author !== user) names.add(edit.author)
      if (edit.kind === 'revert') targets.set(edit.target, idOfKey(edit.target))
    }
  }
  return {
    sessions: [...sessions.values()],
    clients: [...clients],
    users: [...new Set(pushes.map(({ user }) => user))],
    names: [...names],
    targets: [...targets.values()],
  }
}

/** Pushed edits that the log has already, so that their texts are compared. Only a broken connection brings such. */
export function idsKnown(pushes: readonly Push[], highest: ReadonlyMap<string, number>): readonly EditId[] {
  const ids = pushes.flatMap(({ edits }) => edits.map(({ id }) => id))
  const known = ids.filter((id) => id.counter <= (highest.get(sessionName(id)) ?? 0))
  return [...new Map(known.map((id) => [editKey(id), id])).values()]
}

/** Keys were parsed, so they have three parts. */
function idOfKey(key: EditKey): EditId {
  const [client = '', session = '', counter = ''] = key.split('/')
  return { client, session, counter: Number(counter) }
}
