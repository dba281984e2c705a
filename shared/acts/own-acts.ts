import { assert } from '../assert.ts'
import { type Edit, type EditKey, editKey, type Merge, type Revert, type Split } from '../edits/edit.ts'

/**
 * Undo and redo of one author, derived from the log alone, so that they go on after a restart. What can be undone is an
 * *act*: an own merge, split or revert that was not itself made by undo or redo. An act is named by its first edit, and so
 * is it in the `origin` of every edit that takes it back or makes it again.
 *
 * What an act makes or takes back is a *content*: a merge or split, which may have been made several times. Its last
 * making is what a later revert must target. Rules UN1 to UN4 and UN7.
 */
export interface OwnActs {
  /** Takes in the next edit of the log, whoever made it. `took`: it was neither conflicted nor void. */
  add(edit: Edit, took: boolean): void
  /** The act that undo takes back, and the edit of it; undefined when there is none. */
  undo(): NextAct | undefined
  redo(): NextAct | undefined
  /** Those and all below them, for where the ones above cannot be taken back (or made again) as others have built on. */
  nexts(kind: 'undo' | 'redo'): Iterable<NextAct>
}

export interface NextAct {
  readonly origin: NonNullable<Edit['origin']>
  /** The act's first edit, for words. */
  readonly act: Merge | Split | Revert
  readonly how: /** A revert of this merge or split. */
    | { readonly kind: 'revert'; readonly target: Merge | Split }
    /** A new edit with the content of this one. */
    | { readonly kind: 'again'; readonly content: Merge | Split }
}

type Content = Merge | Split

export function createOwnActs(isOwn: (edit: Edit) => boolean, isInForce: (key: EditKey) => boolean): OwnActs {
  const done: EditKey[] = []
  const undone: EditKey[] = []
  const acts = new Map<EditKey, Merge | Split | Revert>()
  /** The first making of each content that was made again, by the later ones; and its last making, by the first. */
  const firstMaking = new Map<EditKey, EditKey>()
  const lastMaking = new Map<EditKey, Content>()

  const contentOf = (key: EditKey): EditKey => firstMaking.get(key) ?? key

  const makes = (edit: Content): void => {
    const key = editKey(edit.id)
    const act = edit.origin === undefined ? undefined : acts.get(edit.origin.of)
    const again = act === undefined ? key : act.kind === 'revert' ? contentOf(act.target) : contentOf(edit.origin!.of)
    if (again !== key) firstMaking.set(key, again)
    lastMaking.set(again, edit)
  }

  const move = (key: EditKey, from: EditKey[], to: EditKey[]): void => {
    const at = from.lastIndexOf(key)
    if (at < 0) return
    from.splice(at, 1)
    to.push(key)
  }

  /** What would bring the content of an act to this state; undefined where it is so already. */
  const bring = (act: Merge | Split | Revert, origin: NextAct['origin'], inForce: boolean): NextAct | undefined => {
    const content = lastMaking.get(contentOf(act.kind === 'revert' ? act.target : editKey(act.id)))
    if (content === undefined || isInForce(editKey(content.id)) === inForce) return undefined
    return { act, origin, how: inForce ? { kind: 'again', content } : { kind: 'revert', target: content } }
  }

  /** Acts that can be taken back (or made again), the latest first; those that others took back already are passed over. */
  function* nexts(kind: 'undo' | 'redo'): Generator<NextAct, undefined> {
    const stack = kind === 'undo' ? done : undone
    for (let i = stack.length - 1; i >= 0; i--) {
      const act = acts.get(stack[i]!)
      assert(act !== undefined, 'acts on the stacks are known')
      const found = bring(act, { kind, of: stack[i]! }, (act.kind === 'revert') === (kind === 'undo'))
      if (found !== undefined) yield found
    }
  }

  return {
    add(edit, took) {
      if (edit.kind === 'annotate' || !took) return
      const key = editKey(edit.id)
      if (edit.origin === undefined) acts.set(key, edit)
      if (edit.kind !== 'revert') makes(edit)
      if (!isOwn(edit)) return
      if (edit.origin === undefined) {
        done.push(key)
        undone.length = 0
      } else if (edit.origin.kind === 'undo') move(edit.origin.of, done, undone)
      else move(edit.origin.of, undone, done)
    },
    undo: () => nexts('undo').next().value,
    redo: () => nexts('redo').next().value,
    nexts,
  }
}
