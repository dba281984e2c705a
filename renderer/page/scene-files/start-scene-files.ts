import { buffersOfPacked } from '../../../shared/meshes/pack-mesh.ts'
import { packedBytes } from '../../../shared/meshes/packed-mesh.ts'
import { UNIT_NM } from '../../../shared/view/scene/length-unit.ts'
import { asSentence } from '../../../shared/words/as-sentence.ts'
import type { GlClient } from '../engine/gl-client.ts'
import type { LiveView } from '../view/live-view.ts'
import { addFile, fileFailed, fileRead, removeFile, shownFile, wordsOfFile } from './file-recipes.ts'
import { SCENE_FILES_BYTES_MAX, SCENE_FILES_MAX, type SceneFile } from './scene-file.ts'
import type { ShapeReader } from './shape-reader.ts'

/** Shapes out of files in the 3-D panel of the open dataset. */
export interface SceneFiles {
  /** Reads these files and shows them. What cannot be read is told in the list. */
  add(files: readonly File[]): void
  /** Also one that is still being read. */
  remove(id: number): void
}

export interface SceneFilesParts {
  readonly view: LiveView
  readonly gl: Pick<GlClient, 'send'>
  readonly read: ShapeReader
  readonly say: (text: string) => void
}

/** Reads files for the 3-D panel and keeps the gl worker in step. They go with the dataset: they lie in its space. */
export function startSceneFiles({ view, gl, read, say }: SceneFilesParts): SceneFiles {
  const reading = new Map<number, AbortController>()
  let nextId = 0

  view.subscribe((now, before) => {
    if (now.dataset?.locations !== before.dataset?.locations && now.sceneFiles.length > 0) {
      for (const id of [...reading.keys()]) stop(id)
      view.setState({ sceneFiles: [] })
    }
    if (now.sceneFiles !== before.sceneFiles)
      gl.send({ kind: 'shapes', shapes: view.getState().sceneFiles.flatMap(shownShape) })
  })

  function stop(id: number): void {
    reading.get(id)?.abort()
    reading.delete(id)
  }

  async function add(file: File): Promise<void> {
    const id = nextId++
    const aborter = new AbortController()
    reading.set(id, aborter)
    view.setState(addFile(id, file.name))
    const found = await read(file, aborter.signal)
    reading.delete(id)
    if (found === undefined || aborter.signal.aborted) return
    if (!found.ok) return view.setState(fileFailed(id, asSentence(found.problem.message)))
    const shape = found.value
    const held = view.getState().sceneFiles.reduce((sum, each) => sum + (each.kind === 'shown' ? each.bytes : 0), 0)
    if (held + packedBytes(shape.mesh) > SCENE_FILES_BYTES_MAX) {
      const most = `${SCENE_FILES_BYTES_MAX / 2 ** 20} MiB`
      return view.setState(
        fileFailed(id, `${file.name} has no room: shapes of files take ${most} at most. Remove others first.`),
      )
    }
    gl.send({ kind: 'add-shape', id, shape }, buffersOfPacked(shape.mesh))
    view.setState(fileRead(id, shape))
    const shown = shownFile(view.getState().sceneFiles, id)
    if (shown !== undefined) say(wordsOfFile(shown))
  }

  return {
    add: (files) => {
      const { dataset, sceneFiles } = view.getState()
      if (dataset === null) return say('Open a dataset first: files of shapes are shown in its 3-D view.')
      const room = SCENE_FILES_MAX - sceneFiles.length
      if (files.length > room)
        say(`At most ${SCENE_FILES_MAX} files of shapes are shown at a time: the others were left out.`)
      for (const file of files.slice(0, room)) void add(file)
    },
    remove: (id) => {
      stop(id)
      view.setState(removeFile(id))
    },
  }
}

function shownShape(file: SceneFile) {
  if (file.kind !== 'shown') return []
  const { id, colour, unit, visible } = file
  return [{ id, colour, unitNm: UNIT_NM[unit], isVisible: visible }]
}
