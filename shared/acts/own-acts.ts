import { assert } from '../assert.ts'
import { type Edit, type EditKey, editKey, type Merge, type Revert, type Split } from '../edits/edit.ts'

/**
 * Undo and redo of one author. They are derived from the log alone, so that they go on after a restart. Undo takes back
 * an *act*: an own merge, split or revert that was not itself made by undo or redo. The key of its first edit names the
 * act, also in the `origin` of every edit that takes it back or makes it again.
 *
 * An act makes or takes back a *content*: a merge or split, which may have been made several times. A later revert must
 * target the last making. Rules UN1 to UN4 and UN7.
 */
export interface OwnActs {
  /** Takes in the next edit of the log, of any author. `took`: it was neither conflicted nor void. */
  add(edit: Edit, took: boolean): void
  /** The act that undo takes back, and how; undefined when there is none. */
  undo(): NextAct | undefined
  redo(): NextAct | undefined
  /** All acts that undo (or redo) can take on, the latest first. Edits of others can make the first ones impossible. */
  nexts(kind: 'undo' | 'redo'): Iterable<NextAct>
}

export interface NextAct {
  readonly origin: NonNullable<Edit['origin']>
  /** The first edit of the act, which names it for a person. */
  readonly act: Merge | Split | Revert
  readonly how: /** A revert of this merge or split. */
    | { readonly kind: 'revert'; readonly target: Merge | Split }
    /** A new edit with the content of this one. */
    | { readonly kind: 'make-again'; readonly content: Merge | Split }
}

type Content = Merge | Split

export function createOwnActs(isOwn: (edit: Edit) => boolean, isInForce: (key: EditKey) => boolean): OwnActs {
  const undoable: EditKey[] = []
  const redoable: EditKey[] = []
  const acts = new Map<EditKey, Merge | Split | Revert>()
  /** The first making of a content by each later one, and the last making by the first one. */
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

  /** How the content of an act can be put in force or taken out; undefined where it is so already. */
  const bring = (act: Merge | Split | Revert, origin: NextAct['origin'], inForce: boolean): NextAct | undefined => {
    const content = lastMaking.get(contentOf(act.kind === 'revert' ? act.target : editKey(act.id)))
    if (content === undefined || isInForce(editKey(content.id)) === inForce) return undefined
    return { act, origin, how: inForce ? { kind: 'make-again', content } : { kind: 'revert', target: content } }
  }

  /** Acts that can be taken back (or made again), the latest first, without those that somebody else took back already. */
  function* nexts(kind: 'undo' | 'redo'): Generator<NextAct, undefined> {
    const stack = kind === 'undo' ? undoable : redoable
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
        undoable.push(key)
        redoable.length = 0
      } else if (edit.origin.kind === 'undo') move(edit.origin.of, undoable, redoable)
      else move(edit.origin.of, redoable, undoable)
    },
    undo: () => nexts('undo').next().value,
    redo: () => nexts('redo').next().value,
    nexts,
  }
}
