import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import { readSegmentBases } from '../../../shared/folded-log/segment-bases.ts'
import { problemOf } from '../../../shared/problem.ts'
import type { EditToGl, ShownBases } from '../gl-link.ts'

/**
 * Tells the gl worker the base segments of the segments that it shows, where meshes are stored by base: at once, and again
 * after each edit.
 */
export interface ShownBasesWatch {
  /** From now on these segments are shown. */
  show(segments: BigUint64Array): Promise<void>
  /** Another dataset is open, or none. */
  attach(foldedLog: FoldedLog | undefined): Promise<void>
  /** Edits were made. */
  edited(): Promise<void>
}

export function createShownBases(send: (message: EditToGl) => void): ShownBasesWatch {
  let foldedLog: FoldedLog | undefined
  let shown: readonly bigint[] = []
  let asked = 0

  /** A later call makes an earlier one that still reads needless. */
  async function tell(): Promise<void> {
    const from = foldedLog
    const turn = ++asked
    if (from === undefined || shown.length === 0) return
    const found = await Promise.all(shown.map((segment) => basesOrNone(from, segment)))
    if (turn === asked) send({ kind: 'bases', shown: found.filter((one) => one !== undefined) })
  }

  return {
    show: (segments) => {
      shown = [...segments]
      return tell()
    },
    attach: (next) => {
      foldedLog = next
      return tell()
    },
    edited: tell,
  }
}

/** What cannot be read is said where its supervoxels are told (see `GlWatch`); here it is left out. */
async function basesOrNone(foldedLog: FoldedLog, segment: bigint): Promise<ShownBases | undefined> {
  try {
    return { segment, ...(await readSegmentBases(foldedLog, segment)) }
  } catch (error) {
    if (problemOf(error) === undefined) throw error
    return undefined
  }
}
