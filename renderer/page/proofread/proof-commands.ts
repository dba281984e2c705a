import type { CommandId } from '../frame/shortcuts.ts'
import type { LiveView } from '../view/live-view.ts'
import { bringBackSelection, notify, toggleSupervoxels } from '../view/recipes.ts'
import { type LiveProofreading, toTool, whyNoEditing } from './live-proofreading.ts'
import type { ProofSession } from './proof-session.ts'
import type { WorkClock } from './work-clock.ts'

export interface ProofCommandParts {
  readonly view: LiveView
  readonly proof: LiveProofreading
  readonly session: ProofSession
  readonly clock: WorkClock
}

/** What the keys of proofreading do. */
export function proofActions(parts: ProofCommandParts): Readonly<Partial<Record<CommandId, () => void>>> {
  const { view, proof, session, clock } = parts
  /** A tool's key takes it in hand, and again puts it away. */
  const choose = (tool: 'merge' | 'split') => () => {
    const why = whyNoEditing(proof.getState().editing)
    if (why !== undefined) return view.setState(notify(why))
    const inHand = proof.getState().tool.tool.kind === tool
    toTool(proof, { kind: 'choose', tool: inHand ? 'browse' : tool })
  }
  const commit = () => toTool(proof, { kind: 'commit' })
  const editing = (act: () => void) => () => {
    const why = whyNoEditing(proof.getState().editing)
    if (why === undefined) act()
    else view.setState(notify(why))
  }
  return {
    merge: choose('merge'),
    split: choose('split'),
    'swap-side': () => toTool(proof, { kind: 'swap-side' }),
    'remove-last': () => toTool(proof, { kind: 'remove-last' }),
    'supervoxel-borders': () => view.setState(toggleSupervoxels()),
    commit,
    confirm: commit,
    cancel: () => {
      toTool(proof, { kind: 'cancel' })
      if (proof.getState().tool.tool.kind === 'browse') clock.dropped()
    },
    undo: () => session.act({ kind: 'undo' }),
    redo: () => session.act({ kind: 'redo' }),
    'next-doubt': () => void session.doubts.next(),
    'doubt-yes': editing(commit),
    'doubt-no': editing(() => void session.doubts.dismiss()),
    'selection-back': () => view.setState(bringBackSelection(-1)),
    'selection-on': () => view.setState(bringBackSelection(1)),
  }
}
