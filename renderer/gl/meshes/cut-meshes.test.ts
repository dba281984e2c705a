import { describe, expect, it } from 'vitest'
import { halvesOf } from '../../../shared/ids/halves.ts'
import { cutRig, OTHER } from './testing/cut-rig.ts'

/** The mesh of base 5 is on screen. */
function shownRig() {
  const rig = cutRig()
  rig.select(5n)
  rig.scene.setBases([{ segment: 5n, bases: [5n], cut: [] }])
  rig.settle()
  expect(rig.shown()).toEqual(['stored 5 of 5'])
  return rig
}

type Rig = ReturnType<typeof cutRig>

const cut = (rig: Rig) => {
  rig.edit({ 5: 5n, 7: 7n }, { 5: [5n], 7: [5n] }, true)
  rig.select(5n, 7n)
}
const undo = (rig: Rig) => {
  rig.edit({ 5: 5n, 7: 5n }, { 5: [5n] }, false)
  rig.select(5n)
}

describe('a mesh that is stored by segment', () => {
  it('[ME13] that an edit cuts is shown by the supervoxels under its vertices, and then by its pieces, all at once', () => {
    const rig = shownRig()
    cut(rig)
    expect(rig.shown()).toEqual(['stored 5 of 5', 'stored 7 of 7'])
    const [{ mesh } = { mesh: undefined }] = rig.drawn()
    expect(rig.onGpu.has(mesh!)).toBe(true)
    rig.frame()
    for (;;) {
      const left = rig.arrive(1)
      rig.frame()
      const shown = rig.shown()
      const isMade = shown[0]!.startsWith('made')
      expect(shown).toEqual(isMade ? ['made 5 of 5', 'made 7 of 7'] : ['stored 5 of 5', 'stored 7 of 7'])
      expect(isMade, `${left} blocks are on their way`).toBe(left === 0)
      if (left === 0) break
    }
  })

  it('[ME13] what no voxel in memory tells is grey until its voxels come', () => {
    const rig = shownRig()
    rig.remember((x) => x < 1000)
    cut(rig)
    expect(rig.shown()).toEqual(['stored 0 of untold', 'stored 5 of 5'])
    rig.remember((x) => x < 4000)
    rig.frame()
    expect(rig.shown()).toEqual(['stored 0 of untold', 'stored 5 of 5', 'stored 7 of 7'])
    rig.remember(() => true)
    rig.frame()
    expect(rig.shown()).toEqual(['stored 5 of 5', 'stored 7 of 7'])
    rig.select(7n)
    rig.frame()
    expect(rig.shown()).toEqual(['stored 7 of 7'])
  })

  it('[ME18] that no edit cut has the colours of both sides of a preview; what no voxel tells keeps that of its segment', () => {
    const rig = shownRig()
    const stroke = (id: bigint, colour: number) => ({ halves: halvesOf(BigUint64Array.of(id)), colour, opacity: 1 })
    rig.palette.paint([stroke(5n, 0xff0000)])
    rig.frame()
    expect(rig.shown(), 'one colour needs no look').toEqual(['stored 5 of 5'])
    rig.remember((x) => x < 4000)
    rig.palette.paint([stroke(5n, 0xff0000), stroke(7n, 0x0000ff)])
    expect(rig.shown(), 'as it was until it is looked up').toEqual(['stored 5 of 5'])
    rig.frame()
    expect(rig.shown()).toEqual(['stored 0 of untold', 'stored 5 of 5', 'stored 7 of 5'])
    const [{ mesh } = { mesh: undefined }] = rig.drawn()
    const entries = new Uint32Array(mesh!.dense.length)
    rig.palette.fill(mesh!.dense, entries)
    const colours = [5n, 7n].map((label) => entries[mesh!.mesh.labels.indexOf(label)]! & 0xffffff)
    expect(colours).toEqual([0x0000ff, 0xff0000])
    expect([mesh!.base?.isWhole(), rig.palette.segmentOf(mesh!.whole!)]).toEqual([true, 5n])
    expect(rig.asked, 'nothing is made').toEqual(['manifest 5', 'part 5'])
    rig.palette.paint([])
    expect(rig.shown()).toEqual(['stored 5 of 5'])
    rig.frame()
    expect(rig.onGpu.size, 'what was on the GPU for the preview').toBe(0)
  })

  it('[ME14] comes back with an undo in the next frame; where it has left memory, its pieces stay until it is there', () => {
    const rig = shownRig()
    cut(rig)
    rig.settle()
    expect(rig.shown()).toEqual(['made 5 of 5', 'made 7 of 7'])
    undo(rig)
    expect(rig.shown()).toEqual(['stored 5 of 5'])
    cut(rig)
    rig.settle()
    rig.lose('1/mesh/s/p/5/0')
    const asked = rig.asked.length
    undo(rig)
    rig.frame()
    expect(rig.shown()).toEqual(['made 5 of 5', 'made 7 of 5'])
    rig.arrive()
    rig.frame()
    expect(rig.shown()).toEqual(['stored 5 of 5'])
    expect(rig.asked.slice(asked)).toEqual(['part 5'])
    expect(rig.scene.sources()).toEqual([rig.scene.stored])
  })

  it('[ME14] of a segment that a merge joins is shown with it, once its base is told; nothing is made', () => {
    const rig = shownRig()
    rig.edit({ 6: 5n }, { 5: [5n, OTHER] }, false)
    rig.settle()
    expect(rig.shown()).toEqual(['stored 5 of 5', 'stored 6 of 5'])
    rig.edit({ 6: 6n }, { 5: [5n] }, false)
    expect(rig.shown()).toEqual(['stored 5 of 5'])
    rig.edit({ 6: 5n }, { 5: [5n] }, false)
    rig.frame()
    expect(rig.shown(), 'before its base is told').toEqual(['stored 5 of 5', 'stored 6 of 5'])
    expect(rig.asked).toEqual(['manifest 5', 'part 5', 'manifest 6', 'part 6'])
  })

  it('[ME13] takes no room on the GPU twice once its pieces are drawn', () => {
    const rig = shownRig()
    cut(rig)
    rig.frame()
    expect(rig.onGpu.size).toBe(1)
    rig.settle()
    rig.frame()
    expect(rig.onGpu.size).toBe(0)
  })
})
