import { isAtLeast } from '../../shared/contracts/store-protocol.ts'
import type { Edit } from '../../shared/edits/edit.ts'
import type { Account } from './committed-log/committed-database.ts'

/** Who makes the edits of this machine: the user of the central store once that is known, else the system's user. */
export interface CurrentUser {
  /** This machine's name in edit ids. */
  readonly client: string
  name(): string
  /** Made under this name on any machine, or on this one by the system's user before the name was known. */
  isOwn(edit: Edit): boolean
  /** Why this person cannot edit at all, as a sentence; undefined for those who can. */
  cannotEdit(): string | undefined
  /** Whether edits of others can be taken back; without a store there is nobody to forbid it. */
  mayRevertOthers(): boolean
  /** The user of the central store, once that is known. */
  user(): string | undefined
  /** Answers whether that is news. */
  become(account: Account): boolean
}

/** Of somebody who just signed in the role is known when the store has said it. */
export type Known = Pick<Account, 'user'> & Partial<Account>

export function createCurrentUser(client: string, systemUser: string, known: Known | undefined): CurrentUser {
  let account = known
  const name = () => account?.user ?? systemUser
  return {
    client,
    name,
    isOwn: ({ id, author }) => author === name() || (author === systemUser && id.client === client),
    cannotEdit: () =>
      account?.role === 'viewer'
        ? `${account.user} may look at this dataset, but not edit it; ask its admin for the role of a proofreader`
        : undefined,
    mayRevertOthers: () => account === undefined || (account.role !== undefined && isAtLeast(account.role, 'reviewer')),
    user: () => account?.user,
    become(next) {
      if (next.user === account?.user && next.role === account.role) return false
      account = { user: next.user, role: next.role }
      return true
    },
  }
}
