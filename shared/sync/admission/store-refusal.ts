import type { Edit, EditKey } from '../../edits/edit.ts'
import { contradictionIn } from '../../fold/void-reason.ts'

/** What the store knows of the user who brought an edit. */
export interface Bringer {
  readonly user: string
  readonly mayEdit: boolean
  readonly mayRevertOthers: boolean
  readonly isOtherUser: (name: string) => boolean
  /** Who brought an edit that is in the log. */
  readonly broughtBy: (target: EditKey) => string | undefined
}

/**
 * Why the store commits an edit as void (rule E14): a sentence without a full stop at its end. The fold alone finds
 * supervoxels that are named in two base segments.
 */
export function refusalOf(edit: Edit, bringer: Bringer): string | undefined {
  const { user, mayEdit, mayRevertOthers, isOtherUser, broughtBy } = bringer
  if (!mayEdit) return `${user} may look at this dataset, but not edit it`
  if (isOtherUser(edit.author)) return `It says that its author is ${edit.author}, but it was ${user} who sent it`
  if (edit.kind === 'revert' && !mayRevertOthers) {
    const whose = broughtBy(edit.target)
    if (whose !== undefined && whose !== user) return `It takes back an edit of ${whose}, which only a reviewer may do`
  }
  const contradiction = contradictionIn(edit)
  return contradiction === undefined ? undefined : `It makes no sense: ${contradiction}`
}
