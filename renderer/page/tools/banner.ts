import type { Vec3 } from '../../../shared/geometry.ts'
import { asSentence } from '../../../shared/words/as-sentence.ts'
import type { Act } from '../../edit/messages.ts'
import type { Aside } from './tool.ts'
import { toolOf } from './tool-list.ts'
import type { ToolState } from './tool-machine.ts'

/** The line over the panels: the mode that colours it, and the next act in words. */
export interface Banner {
  readonly mode: string
  readonly words: string
  /** What stands below them. */
  readonly aside: Aside | null
  /** It asks for the second key. */
  readonly asks: boolean
  /** Why the last thing did not happen. It stands below the line. */
  readonly refusal: string | null
  /** Where that is of which it tells. */
  readonly place: Vec3 | null
}

/** What the line says now; null for no line. `mayAct`: the person may make edits here. */
export function bannerOf(
  { inHand, preview, asked, acting, refusal: last, place }: ToolState,
  mayAct = true,
): Banner | null {
  const next = toolOf(inHand).words(inHand, preview, mayAct)
  const aside = toolOf(inHand).aside?.(inHand, mayAct) ?? null
  const mode = next === null ? 'ask' : inHand.kind
  const refusal = last === null ? null : asSentence(last)
  if (acting) return next === null ? null : { mode, words: ACTING[acting.act.kind], aside, asks: false, refusal, place }
  if (asked) {
    const words = `${asked.sentences.map(asSentence).join(' ')} ${SECOND_KEY[asked.act.kind]} - Esc lets it be`
    return { mode, words, aside: null, asks: true, refusal, place }
  }
  if (next === null)
    return refusal === null ? null : { mode, words: 'Nothing was changed.', aside: null, asks: false, refusal, place }
  // What the edit worker has against the points shown would stop Enter too.
  const standing = preview?.refusal === undefined ? null : asSentence(preview.refusal)
  return { mode, words: next, aside, asks: false, refusal: refusal ?? standing, place }
}

const ACTING: Readonly<Record<Act['kind'], string>> = {
  merge: 'Joining and saving',
  split: 'Cutting and saving',
  revert: 'Taking back and saving',
  undo: 'Undoing and saving',
  redo: 'Redoing and saving',
}

const SECOND_KEY: Readonly<Record<Act['kind'], string>> = {
  merge: 'Y or Enter again joins',
  split: 'Y or Enter again cuts',
  revert: 'Y or Enter takes it back all the same',
  undo: 'Y or Enter undoes it all the same',
  redo: 'Y or Enter does it again all the same',
}
