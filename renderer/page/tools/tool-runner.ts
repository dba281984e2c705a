import { assert } from '../../../shared/assert.ts'
import { asSentence } from '../../../shared/words/as-sentence.ts'
import { consequenceInWords } from '../../../shared/words/consequence-words.ts'
import type { Act, ReplyTo } from '../../edit/messages.ts'
import type { EditClient } from '../engine/edit-client.ts'
import type { Doubts } from '../proofread/doubts/doubts.ts'
import { type LiveProofreading, toTool } from '../proofread/live-proofreading.ts'
import { timeWords } from '../proofread/time-words.ts'
import type { WorkClock } from '../proofread/work-clock.ts'
import { shownKey, toolOf } from './tool-list.ts'
import type { ToolEvent } from './tool-machine.ts'

export interface ToolRunner {
  /** Enter, or the key that says yes. Resolves once the act that follows is done, asked about or refused. */
  readonly commit: () => Promise<void>
  /** Does an act that needs no tool. Resolves as `commit` does. */
  readonly act: (act: Act) => Promise<void>
  /** The log changed, so the points shown are previewed anew. */
  readonly logChanged: () => void
}

export interface ToolRunnerParts {
  readonly proof: LiveProofreading
  readonly edit: Pick<EditClient, 'ask'>
  readonly clock: Pick<WorkClock, 'committed' | 'held' | 'made' | 'goesOn'>
  /** Tells the person what was done. */
  readonly tell: Doubts['tell']
  readonly goAhead: Doubts['goAhead']
}

/**
 * Carries the points of the tool in hand and its acts to the edit worker, and the replies back. One preview is under
 * way at a time and the newest points win, so that painting seeds never queues up.
 */
export function startToolRunner({ proof, edit, clock, tell, goAhead }: ToolRunnerParts): ToolRunner {
  const previews = createPreviews(proof, edit)

  const perform = async (event: Extract<ToolEvent, { readonly kind: 'commit' | 'act' }>) => {
    const before = proof.getState().tool.acting
    toTool(proof, event)
    const { acting, inHand, preview } = proof.getState().tool
    if (!acting || acting === before) return
    clock.committed()
    const { act, confirmed, byTool } = acting
    const mended = byTool && inHand.kind === 'doubt' ? inHand.doubt : undefined
    // The request is on its way before the next doubt comes into hand, whose preview is of what the act leaves.
    const replying = edit.ask((id) => ({ kind: 'act', id, act, confirmed }))
    // Without a preview nobody has said yet whether the act can be made.
    const ahead = mended && preview && goAhead(mended)
    if (ahead) {
      const keepTime = clock.goesOn(act.kind)
      ahead.show()
      const reply = await replying
      if (reply.kind !== 'made') return ahead.refused(refusalIn(reply))
      keepTime()
      return ahead.made(reply)
    }
    const reply = await replying
    if (reply.kind === 'made') {
      clock.made(act.kind)
      toTool(proof, { kind: 'made' })
      return tell(reply, mended)
    }
    clock.held()
    switch (reply.kind) {
      case 'asked':
        return toTool(proof, {
          kind: 'asked',
          sentences: reply.consequences.map((one) => consequenceInWords(one, timeWords)),
          place: reply.place,
        })
      case 'answered':
        toTool(proof, { kind: 'made' })
        return tell(reply, undefined)
      case 'refused':
        return toTool(proof, { kind: 'refused', sentence: reply.sentence, place: reply.place })
      case 'failed':
        return toTool(proof, { kind: 'refused', sentence: reply.problem.message })
    }
  }

  return {
    commit: () => perform({ kind: 'commit' }),
    act: (act) => perform({ kind: 'act', act }),
    logChanged: previews.logChanged,
  }
}

/** Asks what would come of the points that the tool in hand shows. */
function createPreviews(proof: LiveProofreading, edit: Pick<EditClient, 'ask'>): Pick<ToolRunner, 'logChanged'> {
  let logCount = 0
  let askedKey = ''
  let isAsking = false

  const wishedKey = () => {
    const key = shownKey(proof.getState().tool.inHand)
    return key === '' ? '' : `${logCount} ${key}`
  }
  const follow = async () => {
    if (isAsking) return
    isAsking = true
    while (wishedKey() !== askedKey) {
      askedKey = wishedKey()
      const { inHand } = proof.getState().tool
      const points = toolOf(inHand).points(inHand)
      const reply = await edit.ask((id) => ({ kind: 'preview', id, points }))
      if (askedKey === '' || askedKey !== wishedKey()) continue
      if (reply.kind === 'previewed') toTool(proof, { kind: 'previewed', preview: reply })
      else toTool(proof, { kind: 'not-previewed', sentence: asSentence(reply.problem.message) })
    }
    isAsking = false
  }
  proof.subscribe((now, before) => {
    if (now.tool.inHand !== before.tool.inHand) void follow()
  })

  return {
    logChanged: () => {
      toTool(proof, { kind: 'log-changed' })
      // The edit worker serves one request after the other: a preview that it still owes is of the log as it is now.
      if (isAsking && askedKey === wishedKey()) return
      logCount++
      void follow()
    },
  }
}

/** Why an act was not made, as a sentence. */
function refusalIn(reply: Exclude<ReplyTo<'act'>, { readonly kind: 'made' }>): string {
  switch (reply.kind) {
    case 'asked':
      return reply.consequences.map((one) => asSentence(consequenceInWords(one, timeWords))).join(' ')
    case 'refused':
      return reply.sentence
    case 'failed':
      return reply.problem.message
    case 'answered': {
      assert(false, 'only undo and redo move an answer')
    }
  }
}
