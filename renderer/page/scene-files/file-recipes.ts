import { castDraft } from 'immer'
import type { FileShape } from '../../../shared/meshes/files/read-shape.ts'
import { packedBytes } from '../../../shared/meshes/packed-mesh.ts'
import { boxIn, guessedUnit, type LengthUnit } from '../../../shared/view/scene/length-unit.ts'
import { wholeBox } from '../datasets/first-view.ts'
import type { Recipe } from '../view/live-view.ts'
import { flyTo, middleOf } from '../view/scene/scene-state.ts'
import { colourOfFile, type SceneFile, type ShownFile } from './scene-file.ts'

export function addFile(id: number, name: string): Recipe {
  return (state) => {
    state.sceneFiles.push({ kind: 'reading', id, name })
  }
}

/** The file has been read. Its unit is guessed from where the volumes lie. */
export function fileRead(id: number, { kind: shape, mesh, box, count, problems }: FileShape): Recipe {
  return (state) => {
    const at = state.sceneFiles.findIndex((file) => file.id === id)
    const layers = state.dataset?.layers ?? []
    const before = state.sceneFiles[at]
    if (before === undefined || layers.length === 0) return
    const unit = guessedUnit(shape, box, wholeBox(layers))
    const facts = { shape, box, count, problems, bytes: packedBytes(mesh) }
    const { name } = before
    state.sceneFiles[at] = castDraft({
      ...({ kind: 'shown', id, name, ...facts, colour: colourOfFile(id), unit, visible: true } as const),
    })
  }
}

export function fileFailed(id: number, message: string): Recipe {
  return (state) => {
    const at = state.sceneFiles.findIndex((file) => file.id === id)
    const before = state.sceneFiles[at]
    if (before !== undefined) state.sceneFiles[at] = { kind: 'failed', id, name: before.name, message }
  }
}

export function removeFile(id: number): Recipe {
  return (state) => {
    state.sceneFiles = state.sceneFiles.filter((file) => file.id !== id)
  }
}

export function changeFile(id: number, change: Partial<Pick<ShownFile, 'colour' | 'unit' | 'visible'>>): Recipe {
  return (state) => {
    const file = state.sceneFiles.find((each) => each.id === id)
    if (file?.kind === 'shown') Object.assign(file, change)
  }
}

/** Shows all of a shape in the 3-D panel, with its middle in the middle of all panels. */
export function goToFile({ box, unit }: ShownFile): Recipe {
  const there = boxIn(box, unit)
  return flyTo(middleOf(there), there)
}

const UNITS: Readonly<Record<LengthUnit, string>> = { nm: 'nanometres', µm: 'micrometres', mm: 'millimetres' }

/** What is said of a file that was read. */
export function wordsOfFile({ name, shape, count, unit }: ShownFile): string {
  return `${name}: ${countOfFile({ shape, count })}, its lengths taken as ${UNITS[unit]}. The unit can be changed in the list on the left.`
}

export function countOfFile({ shape, count }: Pick<ShownFile, 'shape' | 'count'>): string {
  const noun = shape === 'surface' ? 'triangle' : 'node'
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

export function shownFile(files: readonly SceneFile[], id: number): ShownFile | undefined {
  const file = files.find((each) => each.id === id)
  return file?.kind === 'shown' ? file : undefined
}
