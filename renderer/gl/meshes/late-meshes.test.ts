import { expect, it } from 'vitest'
import { cutRig } from './testing/cut-rig.ts'

type Rig = ReturnType<typeof cutRig>

/** More than are asked for. */
const ARRIVALS = 40

/** What is shown before and after each thing that arrives. */
function shownOnTheWay(rig: Rig): string[] {
  const seen = new Set<string>()
  for (let turn = 0; turn < ARRIVALS; turn++) {
    rig.frame()
    seen.add(rig.shown().join(', '))
    rig.arrive(1)
    seen.add(rig.shown().join(', '))
  }
  return [...seen]
}

it('[ME17] stored meshes that are found late take the place of what was made, and nothing is missing meanwhile', () => {
  for (const of of ['labels', 'segments'] as const) {
    const rig = cutRig('none')
    rig.select(5n)
    rig.scene.setBases([{ segment: 5n, bases: [5n], cut: [] }])
    rig.settle()
    expect(rig.shown()).toEqual(['made 5 of 5', 'made 7 of 5'])
    rig.read(of)
    const seen = shownOnTheWay(rig)
    expect(seen.every((shown) => shown.includes(' 5 of 5'))).toBe(true)
    if (of === 'labels') expect(seen.every((shown) => shown.includes(' 7 of 5'))).toBe(true)
    expect(rig.shown()).toEqual(of === 'labels' ? ['stored 5 of 5', 'stored 7 of 5'] : ['stored 5 of 5'])
    expect(rig.scene.sources()).toEqual([rig.scene.stored])
  }
})

it('[ME17] another source of meshes is read in place of the first, and without one surfaces are made', () => {
  const rig = cutRig('segments')
  rig.select(5n)
  rig.scene.setBases([{ segment: 5n, bases: [5n], cut: [] }])
  rig.settle()
  expect(rig.asked).toEqual(['manifest 5', 'part 5'])
  const before = rig.drawn()[0]!.mesh
  rig.read('segments')
  rig.settle()
  expect(rig.asked.slice(2)).toEqual(['manifest 5', 'part 5'])
  expect(rig.shown()).toEqual(['stored 5 of 5'])
  expect(rig.drawn()[0]!.mesh).not.toBe(before)
  rig.read('none')
  rig.settle()
  expect(rig.scene.stored).toBeUndefined()
  expect(rig.shown()).toEqual(['made 5 of 5', 'made 7 of 5'])
})
