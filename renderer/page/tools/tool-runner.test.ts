import { describe, expect, it } from 'vitest'
import type { FromEdit, Point, ToEdit } from '../../edit/messages.ts'
import type { FromGl, ToGl } from '../../gl/messages.ts'
import { createEditClient, type EditPort } from '../engine/edit-client.ts'
import { createGlClient, type GlPort } from '../engine/gl-client.ts'
import { createLiveProofreading, toTool } from '../proofread/live-proofreading.ts'
import { placeSpot } from '../view/scene/spot.ts'
import { createPointing } from './pointing.ts'
import { type ToolKind, tools } from './tool-list.ts'
import { startToolRunner } from './tool-runner.ts'

const noNews = { log: () => undefined, doubtsReordered: () => undefined, team: () => undefined }
const noFrames = { progress: () => undefined, presented: () => undefined, canvasLost: () => undefined }

/** The tools with both workers as ports: what lies at x nanometres is supervoxel x of segment x. */
function setUp() {
  const proof = createLiveProofreading()
  proof.setState({ editing: { kind: 'open', layerId: '/seg', log: { edits: 0, pending: 0 } } })
  const toEdit: ToEdit[] = []
  const toGl: ToGl[] = []
  const replies: (FromEdit | FromGl)[] = []
  const said: string[] = []
  const editPort: EditPort = { postMessage: (message) => void toEdit.push(message), onmessage: null }
  const glPort: GlPort = { postMessage: (message) => void toGl.push(message), onmessage: null }
  const edit = createEditClient(editPort, noNews)
  const gl = createGlClient(glPort, { ...noFrames, contrast: () => undefined, canvasTaken: () => undefined })
  const port = () => new MessageChannel().port1
  edit.start(port(), port(), port(), port())
  toEdit.length = 0
  const none = () => undefined
  const clock = { committed: none, held: none, made: none, goesOn: () => none }
  const runner = startToolRunner({
    proof,
    edit,
    clock,
    tell: async (reply) => void said.push(reply.kind === 'made' ? reply.words : reply.kind),
    goAhead: none,
  })
  const pointing = createPointing({ proof, gl, onPoint: () => undefined })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const answer = async (message: FromEdit) => {
    replies.push(message)
    editPort.onmessage?.(new MessageEvent('message', { data: message }))
    await settled()
  }
  const click = async (x: number) => {
    pointing.at(placeSpot([x, 0, 0]))
    const asked = toGl.at(-1)
    if (asked?.kind !== 'pick') throw new Error('a click picks')
    const value = { kind: 'label', supervoxel: BigInt(x), segment: BigInt(x) } as const
    const layers = [{ layerId: '/seg', voxel: [0, 0, 0], value }] as const
    const picked: FromGl = { kind: 'picked', id: asked.id, position: [0, 0, 0], layers }
    replies.push(picked)
    glPort.onmessage?.(new MessageEvent('message', { data: picked }))
    await settled()
  }
  /** The newest request. */
  const asked = () => {
    const message = toEdit.at(-1)
    if (message?.kind !== 'preview') throw new Error(`a preview is asked for, not ${message?.kind}`)
    return message
  }
  const previewed = (supervoxels: number, contacts = 0, of = asked()) => {
    const { points } = of
    const all: readonly Point[] = 'a' in points ? [points.a, points.b] : 'points' in points ? points.points : []
    const segments = all.map(({ supervoxel }) => ({ supervoxel, segment: supervoxel, supervoxels }))
    return answer({
      kind: 'previewed',
      id: of.id,
      segments,
      cut: { pieces: [], taken: { contacts, strongest: 0, merges: 0 }, consequences: [] },
    })
  }
  const take = (kind: ToolKind) => {
    const inHand = tools.find((tool) => tool.kind === kind)?.empty
    if (inHand) toTool(proof, { kind: 'take', inHand })
  }
  const seed = (supervoxel: bigint) =>
    toTool(proof, { kind: 'point', point: { supervoxel, segment: 9n, position: [Number(supervoxel), 0, 0] } })
  const preview = () => proof.getState().tool.preview
  const state = () => proof.getState().tool
  return { toEdit, toGl, replies, said, runner, settled, answer, click, asked, previewed, take, seed, preview, state }
}

describe('the tool runner', () => {
  it('[TL17] a click to its answer costs at most two messages each way between page and workers', async () => {
    const { take, click, previewed, preview, toEdit, toGl, replies } = setUp()
    take('merge')
    for (const [x, kind] of [
      [1, 'light'],
      [2, 'merge'],
    ] as const) {
      toEdit.length = 0
      toGl.length = 0
      replies.length = 0
      await click(x)
      await previewed(7)
      expect([toGl, toEdit]).toMatchObject([[{ kind: 'pick' }], [{ kind: 'preview', points: { kind } }]])
      expect(replies.map((reply) => reply.kind)).toEqual(['picked', 'previewed'])
      expect(preview()?.segments.length).toBe(x)
    }
  })

  it('[TL13] shows the points of a merge and has it judged; putting the tool away puts the light out', async () => {
    const { take, click, previewed, preview, asked } = setUp()
    take('merge')
    await click(1)
    await previewed(7)
    await click(2)
    await previewed(8)
    expect(preview()).toMatchObject({ segments: [{ supervoxels: 8 }, { supervoxels: 8 }] })
    take('browse')
    expect(asked().points).toEqual({ kind: 'none' })
  })

  it('[TL13] asks for one preview at a time; seeds painted meanwhile go together, and only the newest answer shows', async () => {
    const { take, seed, previewed, preview, toEdit, asked } = setUp()
    take('split')
    for (const supervoxel of [1n, 2n, 3n]) seed(supervoxel)
    expect(toEdit).toMatchObject([{ points: { sources: { length: 1 } } }])
    await previewed(1, 1)
    expect(toEdit).toMatchObject([{}, { points: { sources: { length: 3 } } }])
    expect(preview()).toBeNull()
    await previewed(1, 2)
    expect(preview()).toMatchObject({ cut: { taken: { contacts: 2 } } })
    take('split')
    expect(asked().points).toEqual({ kind: 'none' })
  })

  it('[TL13] after a change of the log the same seeds are previewed anew', async () => {
    const { take, seed, previewed, preview, runner, toEdit } = setUp()
    take('split')
    seed(1n)
    await previewed(1, 1)
    runner.logChanged()
    expect([toEdit.length, preview()]).toEqual([2, null])
    await previewed(1, 5)
    expect(preview()).toMatchObject({ cut: { taken: { contacts: 5 } } })
  })

  it('[TL13] where the log changed while a preview is under way, its answer is of the log as it is now, and it is asked for once', async () => {
    const { take, seed, previewed, runner, preview, toEdit } = setUp()
    take('split')
    seed(1n)
    runner.logChanged()
    await previewed(1, 5)
    expect([toEdit.length, preview()]).toMatchObject([1, { cut: { taken: { contacts: 5 } } }])
  })

  it('[TL1] Enter is one call: it joins what is shown, and the tool begins anew when that is done', async () => {
    const { take, click, previewed, runner, toEdit, answer, state, said } = setUp()
    take('merge')
    for (const x of [1, 2]) {
      await click(x)
      await previewed(7)
    }
    const committed = runner.commit()
    void runner.commit()
    const acts = toEdit.filter((message) => message.kind === 'act')
    expect(acts).toMatchObject([{ act: { kind: 'merge' }, confirmed: false }])
    expect(state().acting).not.toBeNull()
    const outcome = { verdict: 'applied', changed: false } as const
    const times = { checked: 0, database: 0, journal: 0, folded: 0 }
    const id = acts[0]?.id ?? 0
    await answer({ kind: 'made', id, key: 'c/s/1', words: 'Merged 1 + 2', outcome, position: [0, 0, 0], times })
    await committed
    expect([state().acting, said]).toEqual([null, ['Merged 1 + 2']])
  })
})
