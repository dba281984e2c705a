import { isAtLeast, type StoredEdit, type StoreProblem } from '../../contracts/store-protocol.ts'
import { type Edit, type EditId, type EditKey, editKey } from '../../edits/edit.ts'
import { formatEdit } from '../../edits/edit-json.ts'
import { type AdmissionFacts, sessionName } from './admission-facts.ts'
import type { Push } from './edit-storage.ts'
import { layerOver, type SeenEdits, seenInLog } from './seen-edits.ts'
import { type Bringer, refusalOf } from './store-refusal.ts'

/** An edit to be given the next seq. Later pushes are compared with `editJson`, so it is kept letter by letter. */
export interface AdmittedEdit extends StoredEdit {
  readonly edit: Edit
}

export interface Admission {
  /** To be committed, in this order. */
  readonly entries: readonly AdmittedEdit[]
  /** One for each push: why nothing of it is committed. */
  readonly problems: readonly (StoreProblem | undefined)[]
}

/**
 * Decides for all storages what the central store takes into the log of a dataset (SPEC.md, AD1 to AD7). A storage locks
 * the dataset, fetches what `factsNeeded` and `idsKnown` name, and commits what this returns. Pushes are taken in their
 * order, and each sees what was admitted of those before it.
 */
export function admit(dataset: string, pushes: readonly Push[], facts: AdmissionFacts): Admission {
  const seen = seenInLog(facts)
  const entries: AdmittedEdit[] = []
  const problems = pushes.map((push) => {
    const staged = layerOver(seen)
    const admitted = admitPush(dataset, push, facts, staged)
    if (admitted.kind === 'problem') return admitted.problem
    staged.keep()
    for (const entry of admitted.entries) entries.push(entry)
    return undefined
  })
  return { entries, problems }
}

type AdmittedPush =
  | { readonly kind: 'admitted'; readonly entries: readonly AdmittedEdit[] }
  | { readonly kind: 'problem'; readonly problem: StoreProblem }

/** Adds to `seen` what it admits. */
function admitPush(dataset: string, { user, edits }: Push, facts: AdmissionFacts, seen: SeenEdits): AdmittedPush {
  const role = facts.roles.get(user)
  if (role === undefined) return problem('no-access', `${user} has no role in this dataset`)
  const bringer: Bringer = {
    user,
    mayEdit: isAtLeast(role, 'proofreader'),
    mayRevertOthers: isAtLeast(role, 'reviewer'),
    isOtherUser: (name) => name !== user && facts.names.has(name),
    broughtBy: seen.broughtBy,
  }
  const entries: AdmittedEdit[] = []
  for (const edit of edits) {
    const key = editKey(edit.id)
    if (edit.dataset !== dataset) return problem('malformed', `Edit ${key} is of another dataset`)
    const owner = seen.ownerOf(edit.id.client)
    if (owner !== undefined && owner !== user) {
      return problem('altered', `Edit ${key} has the id of a client that belongs to another user`)
    }
    const editJson = JSON.stringify(formatEdit(edit))
    const highest = seen.highestOf(sessionName(edit.id))
    if (edit.id.counter <= highest) {
      if (seen.textOf(key) === editJson) continue
      return problem('altered', `The store has edit ${key} with other content`)
    }
    if (edit.id.counter > highest + 1) return gap(edit.id, key, highest)
    entries.push({ edit, editJson, by: user, refused: refusalOf(edit, bringer) })
    seen.add(edit.id, editJson, user)
  }
  return { kind: 'admitted', entries }
}

function gap({ counter }: EditId, key: EditKey, highest: number): AdmittedPush {
  const missing = counter - highest - 1
  return problem('gap', `The store lacks ${missing === 1 ? 'the edit' : `${missing} edits`} before edit ${key}`)
}

function problem(code: StoreProblem['code'], message: string): AdmittedPush {
  return { kind: 'problem', problem: { code, message } }
}
