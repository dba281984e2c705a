import { isAtLeast } from '../../shared/contracts/store-protocol.ts'
import type { Edit } from '../../shared/edits/edit.ts'
import type { Account } from './committed-log/committed-database.ts'

/** Who makes the edits of this machine: the user of the central store once that is known, else the system's user. */
export interface CurrentUser {
  /** This machine's name in edit ids. */
  readonly client: string
  name(): string
  /** Whether an edit was made under this name, or on this machine by the system's user before the name was known. */
  isOwn(edit: Edit): boolean
  /** Why this user may not edit at all, as a sentence; undefined for a user who may. */
  cannotEdit(): string | undefined
  /** Whether this user may revert edits of others. Without a store nobody forbids it. */
  mayRevertOthers(): boolean
  /** The user's name at the central store, once it is known. */
  user(): string | undefined
  /** Takes on the account that the store tells. Returns whether that is a change. */
  become(account: Account): boolean
}

/** The role of a user who just signed in is not known before the store tells it. */
export type SignedInAccount = Pick<Account, 'user'> & Partial<Account>

export function createCurrentUser(
  client: string,
  systemUser: string,
  signedIn: SignedInAccount | undefined,
): CurrentUser {
  let account = signedIn
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
