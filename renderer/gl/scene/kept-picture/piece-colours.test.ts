import type { Regl } from 'regl'
import { expect, it } from 'vitest'
import type { GpuMesh } from '../gpu-meshes.ts'
import { createPieceColours } from './piece-colours.ts'
import { COLOURS_PER_ROW } from './surface-shaders.ts'

/** A context that keeps the last texture's words, and counts the rows that are sent. */
function fakeRegl(maxTextureSize = 4096) {
  const state = { words: new Uint32Array(0), rowsSent: 0 }
  const wordsOf = (data: Uint8Array) => new Uint32Array(data.slice().buffer)
  const resize = (options: { data: Uint8Array }) => {
    state.words = wordsOf(options.data)
  }
  const subimage = ({ height, data }: { height: number; data: Uint8Array }, _x: number, y: number) => {
    state.rowsSent += height
    state.words.set(wordsOf(data), y * COLOURS_PER_ROW)
  }
  const texture = () => Object.assign(resize, { subimage, destroy: () => undefined })
  return { state, regl: { texture, limits: { maxTextureSize } } as unknown as Regl }
}

/** A mesh whose pieces have these colours. */
function mesh(entries: readonly number[], coloursVersion = 1): GpuMesh {
  return { drawn: { mesh: {} }, entries: Uint32Array.from(entries), coloursVersion } as unknown as GpuMesh
}

const range = (length: number, from: number) => Array.from({ length }, (_, i) => from + i)

it('[SCN24] each piece of a picture has a number, under which the texture holds its colour', () => {
  const { state, regl } = fakeRegl()
  const colours = createPieceColours(regl)
  const meshes = [mesh(range(700, 1)), mesh(range(700, 5000)), mesh([7])]
  expect(colours.number(meshes)).toBe(true)
  expect(colours.sent(meshes).perColour).toEqual([1 / COLOURS_PER_ROW, 1 / 4])
  const colourAt = (each: GpuMesh, piece: number) => state.words[colours.firstOf(each) + piece]
  const told = meshes.map((each) => Array.from(each.entries, (_, piece) => colourAt(each, piece)))
  expect(told).toEqual(meshes.map(({ entries }) => [...entries]))
  const later = mesh(range(3000, 9))
  expect(colours.number([...meshes, later])).toBe(true)
  colours.sent([...meshes, later])
  for (const each of [...meshes, later]) expect(colourAt(each, 0)).toBe(each.entries[0])
  expect(colourAt(later, 2999)).toBe(3008)
})

it('[SCN24] only rows with the colours of a mesh that has others now are sent', () => {
  const { state, regl } = fakeRegl()
  const colours = createPieceColours(regl)
  const meshes = [mesh(range(COLOURS_PER_ROW, 1)), mesh(range(COLOURS_PER_ROW, 5)), mesh([7])]
  colours.number(meshes)
  colours.sent(meshes)
  const before = state.rowsSent
  colours.sent(meshes)
  expect(state.rowsSent - before, 'nothing has changed').toBe(0)
  const second = { ...meshes[1]!, entries: Uint32Array.from(range(COLOURS_PER_ROW, 99)), coloursVersion: 2 }
  colours.sent([meshes[0]!, second, meshes[2]!])
  expect([state.rowsSent - before, state.words[COLOURS_PER_ROW]]).toEqual([1, 99])
})

it('[SCN24] there are no more numbers than the driver has room for; they are given anew after all were taken back', () => {
  const colours = createPieceColours(fakeRegl(2).regl)
  const [small, large] = [mesh(range(COLOURS_PER_ROW, 1)), mesh(range(COLOURS_PER_ROW + 1, 1))]
  expect([colours.number([small]), colours.number([small, large])]).toEqual([true, false])
  colours.clear()
  expect([colours.number([large]), colours.firstOf(large)]).toEqual([true, 0])
})
