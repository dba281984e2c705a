import { expect, it } from 'vitest'
import type { Gpu } from '../gpu.ts'
import type { GlPanel } from '../messages.ts'
import type { ViewMessage } from '../posted-view.ts'
import { createAllPanels } from './all-panels.ts'
import { NOTHING_SEEN, type PanelKind } from './panel-kind.ts'

const LOOK = { slices: true, axes: true, contextOpacity: 0 }
const PANELS: readonly GlPanel[] = [
  { kind: 'xy', rect: { x: 0, y: 0, width: 10, height: 20 } },
  { kind: '3d', rect: { x: 11, y: 0, width: 9, height: 20 }, look: LOOK },
]
const VIEW = { panels: PANELS } as unknown as ViewMessage

function kind(name: string, draws: PanelKind['draws'], told: string[]): PanelKind {
  return {
    draws,
    prepare: () => void told.push(`prepare ${name}`),
    draw: () => void told.push(`draw ${name}`),
    owesAt: () => 7,
    seenAt: (panel, x, y) => ({ position: [x, y, 0], layers: [{ layerId: panel.kind, voxel: null, value: GONE }] }),
  }
}

const NEWS = { isMoving: false, isTurning: false, onlyTurned: false, isOwed: false }
const GONE = { kind: 'background' } as const

it('[SCN1] panels of all kinds are prepared before the canvas is cleared, and drawn after it in the order of their kinds', () => {
  const told: string[] = []
  const kinds = [kind('slices', ({ kind }) => kind !== '3d', told), kind('scene', ({ kind }) => kind === '3d', told)]
  createAllPanels({ current: () => VIEW }, kinds).draw({ begin: () => void told.push('clear') } as Gpu, NEWS)
  expect(told).toEqual(['prepare slices', 'prepare scene', 'clear', 'draw slices', 'draw scene'])
})

it('[SCN1] what is seen at a pixel is told by the kind of its panel, and nothing on the seams or without a view', () => {
  const kinds = [kind('slices', ({ kind }) => kind !== '3d', []), kind('scene', ({ kind }) => kind === '3d', [])]
  const panels = createAllPanels({ current: () => VIEW }, kinds)
  const at = (x: number, y: number) => {
    const { position, layers } = panels.seenAt(x, y)
    return [position, layers[0]?.layerId]
  }
  expect(at(0, 3)).toEqual([[0, 3, 0], 'xy'])
  expect(at(9.5, 19)).toEqual([[9.5, 19, 0], 'xy'])
  expect(at(12, 4)).toEqual([[1, 4, 0], '3d'])
  for (const [x, y] of [
    [10.5, 4],
    [20, 4],
    [4, 20],
    [-1, 4],
  ] as const) {
    expect(panels.seenAt(x, y)).toBe(NOTHING_SEEN)
  }
  expect(createAllPanels({ current: () => undefined }, kinds).seenAt(1, 1)).toBe(NOTHING_SEEN)
  expect(createAllPanels({ current: () => VIEW }, []).seenAt(1, 1)).toBe(NOTHING_SEEN)
})
