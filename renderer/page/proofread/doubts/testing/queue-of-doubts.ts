import { withLast } from '../../../../../shared/doubts/doubt-wish.ts'
import type { FromEdit, ListedDoubt, ToEdit, ToolPoints } from '../../../../edit/messages.ts'
import { createEditClient, type EditPort } from '../../../engine/edit-client.ts'
import { createLiveProofreading } from '../../live-proofreading.ts'
import { createDoubts } from '../doubts.ts'
import { createUnsureDoubts } from '../unsure-doubts.ts'

const doubtOf = (n: number): ListedDoubt => {
  const position = [n, 0, 0] as const
  const point = (supervoxel: bigint) => ({ supervoxel, position })
  const segments = [BigInt(2 * n + 1), BigInt(2 * n + 2)]
  const sides = { a: point(segments[0]!), b: point(segments[1]!), segments }
  return { id: `d${n}`, kind: 'missed-merge', ...sides, position, affinity: 0.4, effect: 9 }
}

/** Two segments of one supervoxel each, or a cut that is asked about. */
function previewOf(id: number, points: ToolPoints, asks: boolean): FromEdit {
  const isMerge = points.kind === 'merge'
  const shown = isMerge ? [points.a, points.b] : points.kind === 'split' ? [...points.sources, ...points.sinks] : []
  const segments = shown.map(({ supervoxel }) => ({ supervoxel, segment: supervoxel, supervoxels: 1 }))
  const consequences = asks ? ([{ kind: 'parts-large', off: 200, whole: 500 }] as const) : []
  if (isMerge) return { kind: 'previewed', id, segments, merge: { consequences } }
  const pieces = (['source', 'sink'] as const).map((side) => ({ side, supervoxels: 1 }))
  const cut = { pieces, taken: { contacts: 1, strongest: 0.4, merges: 0 }, consequences }
  return { kind: 'previewed', id, segments, cut }
}

const log = { edits: 0, pending: 0 }

/** A queue of this many doubts, with the edit worker as a port. */
export function queueOfDoubts(count: number) {
  const all = Array.from({ length: count }, (_, n) => doubtOf(n))
  const closed = new Set<string>()
  const said: string[] = []
  /** What the edit worker was asked, and why it keeps no answer. */
  const asked: ToEdit[] = []
  const faults: { keepsNone?: string; refuses?: string; asks?: true; slices?: Promise<void> } = {}
  const port: EditPort = {
    onmessage: null,
    postMessage: (message) => {
      const reply = replyTo(message)
      if (reply) queueMicrotask(() => port.onmessage?.(new MessageEvent('message', { data: reply })))
    },
  }
  const replyTo = (message: ToEdit): FromEdit | undefined => {
    asked.push(message)
    if (message.kind === 'dismiss-doubt' && faults.keepsNone !== undefined) {
      return { kind: 'failed', id: message.id, problem: { kind: 'disk', message: faults.keepsNone } }
    }
    if (message.kind === 'dismiss-doubt') {
      closed.add(message.doubt)
      return { kind: 'dismissed', id: message.id, log }
    }
    if (message.kind === 'preview') return previewOf(message.id, message.points, faults.asks === true)
    if (message.kind === 'act') {
      const { id, act } = message
      if (faults.refuses !== undefined) return { kind: 'refused', id, sentence: faults.refuses }
      const mended = all.find(({ a }) => act.kind === 'merge' && a.supervoxel === act.a.supervoxel)
      if (mended !== undefined) closed.add(mended.id)
      return { ...made(), id }
    }
    if (message.kind !== 'doubts') return undefined
    const { kind, last } = message.wish ?? {}
    const queue = withLast(all, last)
    const at = Math.max(0, message.from === undefined ? 0 : queue.findIndex(({ id }) => id === message.from))
    const isOpen = (one: ListedDoubt) => !closed.has(one.id) && (kind ?? one.kind) === one.kind
    const doubts = queue.slice(at).filter(isOpen).slice(0, message.take)
    const [leftOut, record] = [
      { count: 0, errors: 0 },
      { answered: 0, mended: 0 },
    ]
    const before = queue.slice(0, at).filter(isOpen).length
    return {
      kind: 'doubts',
      id: message.id,
      left: all.filter(isOpen).length,
      all: all.length - closed.size,
      before,
      doubts,
      leftOut,
      record,
      learned: { answers: 0, ofOthers: 0, people: [], forgotten: 0 },
    }
  }
  const proof = createLiveProofreading()
  proof.setState({ editing: { kind: 'open', layerId: '/seg', log } })
  const edit = createEditClient(port, { log: () => undefined, doubtsReordered: () => undefined, team: () => undefined })
  const channel = () => new MessageChannel().port1
  edit.start(channel(), channel(), channel(), channel())
  const say = (text: string) => void said.push(text)
  const kept = new Map<string, string>()
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
  const unsure = createUnsureDoubts(storage, () => 'here')
  const doubts = createDoubts({
    proof,
    edit,
    clock: { dropped: () => undefined },
    unsure,
    say,
    afterSlices: () => faults.slices ?? Promise.resolve(),
  })
  const shown = () => {
    const { inHand } = proof.getState().tool
    return inHand.kind === 'doubt' ? inHand.doubt.id : undefined
  }
  const listed = () => proof.getState().doubts.next.map(({ id }) => id)
  const made = (origin?: { kind: 'undo' | 'redo'; of: string }) => {
    const times = { checked: 0, database: 0, journal: 0, folded: 0 }
    const outcome = { verdict: 'applied', changed: false } as const
    const position = [0, 0, 0] as const
    return { kind: 'made', id: 0, key: 'c/s/1', words: 'Merged 1 + 2', outcome, position, times, origin } as const
  }
  return { edit, all, closed, asked, faults, said, proof, doubts, shown, listed, made, storage }
}
