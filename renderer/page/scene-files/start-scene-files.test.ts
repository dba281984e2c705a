import { expect, it } from 'vitest'
import { type FileShape, readShape } from '../../../shared/meshes/files/read-shape.ts'
import { type Result, unwrap } from '../../../shared/problem.ts'
import type { ToGl } from '../../gl/messages.ts'
import { createLiveView } from '../view/live-view.ts'
import { opened } from '../view/recipes.ts'
import { testDataset } from '../view/testing/test-dataset.ts'
import { initialView } from '../view/view-state.ts'
import { changeFile, shownFile } from './file-recipes.ts'
import { SCENE_FILES_MAX } from './scene-file.ts'
import { createShapeReader, type ShapeWorker } from './shape-reader.ts'
import { startSceneFiles } from './start-scene-files.ts'

const named = (name: string) => ({ name }) as File
const triangle = () => readShape(new TextEncoder().encode('v 0 0 0\nv 9 0 0\nv 0 9 0\nf 1 2 3\n'), 'a.obj')

/** Files that are read when the test says so. */
function rig() {
  const view = createLiveView()
  const sent: ToGl[] = []
  const said: string[] = []
  const waiting: { readonly name: string; readonly end: (read: Result<FileShape> | undefined) => void }[] = []
  const files = startSceneFiles({
    view,
    gl: { send: (message) => void sent.push(message) },
    read: (file, signal) =>
      new Promise((end) => {
        signal.addEventListener('abort', () => end(undefined))
        waiting.push({ name: file.name, end })
      }),
    say: (text) => void said.push(text),
  })
  const settle = async () => {
    for (let i = 0; i < 5; i++) await Promise.resolve()
  }
  const arrive = async (read: Result<FileShape>) => {
    waiting.shift()?.end(read)
    await settle()
  }
  const kinds = () => view.getState().sceneFiles.map(({ name, kind }) => `${name} ${kind}`)
  return { view, sent, said, files, arrive, settle, kinds }
}

it('[EX9, EX10] a file is listed while it is read, then shown; its unit is said, and can be changed', async () => {
  const { view, sent, said, files, arrive, kinds } = rig()
  view.setState(opened(testDataset, initialView))
  files.add([named('a.obj')])
  expect(kinds()).toEqual(['a.obj reading'])
  await arrive(triangle())
  expect(kinds()).toEqual(['a.obj shown'])
  expect(said).toEqual([expect.stringContaining('a.obj: 1 triangle, its lengths taken as nanometres')])
  expect(sent.map(({ kind }) => kind)).toEqual(['shapes', 'add-shape', 'shapes'])
  view.setState(changeFile(0, { unit: 'µm', visible: false, colour: 5 }))
  expect(sent.at(-1)).toEqual({ kind: 'shapes', shapes: [{ id: 0, colour: 5, unitNm: 1000, isVisible: false }] })
  files.remove(0)
  expect([kinds(), sent.at(-1)]).toEqual([[], { kind: 'shapes', shapes: [] }])
})

it('[EX12] what is wrong with a file stands in the list; one that is removed meanwhile never comes', async () => {
  const { view, files, arrive, settle, kinds, sent } = rig()
  view.setState(opened(testDataset, initialView))
  files.add([named('bad.swc'), named('slow.obj')])
  await arrive({ ok: false, problem: { kind: 'bad-mesh', message: 'bad.swc: line 3 has no parent' } })
  expect(view.getState().sceneFiles[0]).toMatchObject({ kind: 'failed', message: 'bad.swc: line 3 has no parent.' })
  files.remove(1)
  await settle()
  await arrive(triangle())
  expect(kinds()).toEqual(['bad.swc failed'])
  expect(sent.some(({ kind }) => kind === 'add-shape')).toBe(false)
})

it('[EX9, EX11] shapes go with their dataset; without one, and beyond the limit, it is said', async () => {
  const { view, said, files, arrive, kinds } = rig()
  files.add([named('a.obj')])
  expect([kinds(), said]).toEqual([[], [expect.stringContaining('Open a dataset first')]])
  view.setState(opened(testDataset, initialView))
  files.add(Array.from({ length: SCENE_FILES_MAX + 1 }, (_, i) => named(`${i}.obj`)))
  expect(kinds()).toHaveLength(SCENE_FILES_MAX)
  expect(said.at(-1)).toContain('the others were left out')
  await arrive(triangle())
  view.setState(opened({ ...testDataset, locations: ['/other'] }, initialView))
  expect(kinds()).toEqual([])
  await arrive(triangle())
  expect(kinds()).toEqual([])
  expect(shownFile(view.getState().sceneFiles, 0)).toBeUndefined()
})

it('[EX9, EX12] each file has a thread of its own, which ends with it', async () => {
  const started: (ShapeWorker & { isEnded: boolean })[] = []
  const start = () => {
    const worker = { onmessage: null, onerror: null, postMessage: () => undefined, isEnded: false }
    const own: ShapeWorker & { isEnded: boolean } = {
      ...worker,
      terminate: () => Object.assign(own, { isEnded: true }),
    }
    started.push(own)
    return own
  }
  const read = createShapeReader(start)
  const aborter = new AbortController()
  const good = read(named('a.obj'), aborter.signal)
  const value = unwrap(triangle())
  started[0]!.onmessage?.({ data: { ok: true, value } } as MessageEvent<Result<FileShape>>)
  expect(await good).toEqual({ ok: true, value })
  const failing = read(named('b.obj'), aborter.signal)
  started[1]!.onerror?.({ message: 'no memory' } as ErrorEvent)
  expect(await failing).toMatchObject({ ok: false, problem: { file: 'b.obj' } })
  const cancelled = read(named('c.obj'), aborter.signal)
  aborter.abort()
  expect(await cancelled).toBeUndefined()
  expect(await read(named('d.obj'), aborter.signal)).toBeUndefined()
  expect(started.map(({ isEnded }) => isEnded)).toEqual([true, true, true])
})
