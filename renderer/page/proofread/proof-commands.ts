import { asSentence } from '../../../shared/words/as-sentence.ts'
import type { CommandId } from '../frame/shortcuts.ts'
import { splitAtWeakest } from '../tools/path.ts'
import type { Pointing } from '../tools/pointing.ts'
import { chosen, type ToolInHand, tools } from '../tools/tool-list.ts'
import type { ToolRunner } from '../tools/tool-runner.ts'
import type { LiveView } from '../view/live-view.ts'
import { bringBackSelection, notify, showTold, toggleSupervoxels } from '../view/recipes.ts'
import { placeSpot } from '../view/scene/spot.ts'
import type { DoubtView } from './doubts/doubt-view.ts'
import { type LiveProofreading, toTool, whyNoEditing, whyNoSegments } from './live-proofreading.ts'
import type { ProofSession } from './proof-session.ts'
import type { WorkClock } from './work-clock.ts'

export interface ProofCommandParts {
  readonly view: LiveView
  readonly proof: LiveProofreading
  readonly session: ProofSession
  readonly runner: ToolRunner
  readonly clock: WorkClock
  readonly doubtView: DoubtView
  readonly pointing: Pick<Pointing, 'byKey' | 'command'>
}

/** What the keys of proofreading do. */
export function proofActions(parts: ProofCommandParts): Readonly<Partial<Record<CommandId, () => void>>> {
  const { view, proof, session, runner, clock, doubtView, pointing } = parts
  /** A tool's key takes the tool in hand. The same key puts it away. */
  const choose = (empty: ToolInHand) => () => {
    const isInHand = proof.getState().tool.inHand.kind === empty.kind
    toTool(proof, { kind: 'take', inHand: isInHand ? { kind: 'browse' } : empty })
  }
  const commit = () => void runner.commit()
  const command = (id: string) => () => pointing.command(id)
  const mark = (id: string) => () => pointing.byKey(placeSpot(view.getState().camera.position), id)
  const editing =
    (act: () => void, whyNot = whyNoEditing) =>
    () => {
      const why = whyNot(proof.getState().editing)
      if (why === undefined) act()
      else view.setState(notify(asSentence(why)))
    }
  /** The next doubt is shown before the answer to the last one is kept, and undo is of that answer all the same. */
  const afterAnswers = (act: () => void) => () => {
    const answers = session.doubts.underWay()
    if (answers === undefined) act()
    else void answers.then(act)
  }
  const goBack = async () => {
    if ((await session.doubts.back()) === 'undo') session.act({ kind: 'undo' })
  }
  return {
    ...Object.fromEntries(
      chosen.map(({ kind, empty, choice }) => [
        kind,
        editing(choose(empty), choice.onlyLooks ? whyNoSegments : whyNoEditing),
      ]),
    ),
    ...Object.fromEntries(
      tools.flatMap(({ keys = [] }) => keys.map(({ id, marks }) => [id, marks ? mark(id) : command(id)])),
    ),
    'remove-last': command('remove-last'),
    'supervoxel-borders': () => view.setState(toggleSupervoxels()),
    commit,
    confirm: commit,
    cancel: () => {
      toTool(proof, { kind: 'cancel' })
      if (proof.getState().tool.inHand.kind === 'browse') clock.dropped()
    },
    undo: afterAnswers(() => session.act({ kind: 'undo' })),
    redo: afterAnswers(() => session.act({ kind: 'redo' })),
    'show-place': () => {
      view.setState(showTold())
      clock.arrived()
    },
    'next-doubt': () => void session.doubts.next(),
    'path-split': editing(() => {
      const { inHand, preview } = proof.getState().tool
      const cut = inHand.kind === 'path' ? splitAtWeakest(inHand, preview) : undefined
      if (cut !== undefined) toTool(proof, { kind: 'take', inHand: cut })
      else view.setState(notify('There is no path yet: click two places of a segment.'))
    }),
    'doubt-yes': editing(commit),
    'doubt-no': editing(() => void session.doubts.dismiss()),
    'doubt-unsure': () => void session.doubts.putOff(),
    'doubt-back': afterAnswers(() => void goBack()),
    'return-to-doubt': () => {
      if (session.doubts.again() === 'here') doubtView.fly()
    },
    'segment-whole': () => void session.findInSegment('whole'),
    'segment-thickest': () => void session.findInSegment('thickest'),
    'segment-tip': () => void session.findInSegment('tip'),
    'selection-back': () => view.setState(bringBackSelection(-1)),
    'selection-on': () => view.setState(bringBackSelection(1)),
  }
}
