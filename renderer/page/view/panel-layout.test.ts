import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { panelAt, placePanels, seamWidth } from './panel-layout.ts'

const extent = fc.record({
  width: fc.integer({ min: 8, max: 4000 }),
  height: fc.integer({ min: 8, max: 3000 }),
  devicePixelRatio: fc.constantFrom(1, 1.25, 1.5, 2, 3),
})
const fraction = fc.double({ min: 0.1, max: 0.9, noNaN: true })
const splits = fc.record({ x: fraction, y: fraction })

describe('placePanels', () => {
  it('[UI1] four panels cover the canvas but for one seam each way, and never overlap', () => {
    fc.assert(
      fc.property(extent, splits, (size, at) => {
        const panels = placePanels('4panel', null, at, size)
        const area = panels.reduce((sum, { rect }) => sum + rect.width * rect.height, 0)
        const seam = seamWidth(size.devicePixelRatio)
        expect(area).toBe((size.width - seam) * (size.height - seam))
        for (const { rect } of panels) {
          expect(Number.isInteger(rect.x) && Number.isInteger(rect.y)).toBe(true)
          expect(rect.x + rect.width).toBeLessThanOrEqual(size.width)
          expect(rect.y + rect.height).toBeLessThanOrEqual(size.height)
        }
      }),
    )
  })

  it('[UI1] the order is XY, XZ above 3D, YZ', () => {
    const size = { width: 101, height: 51, devicePixelRatio: 1 }
    const panels = placePanels('4panel', null, { x: 0.5, y: 0.5 }, size)
    expect(panelAt(panels, 0, 0)?.kind).toBe('xy')
    expect(panelAt(panels, 100, 0)?.kind).toBe('xz')
    expect(panelAt(panels, 0, 50)?.kind).toBe('3d')
    expect(panelAt(panels, 100, 50)?.kind).toBe('yz')
    expect(panelAt(panels, 50, 10)).toBeUndefined()
  })

  it('[UI1] one panel, chosen or maximised, fills the canvas', () => {
    const size = { width: 640, height: 480, devicePixelRatio: 1 }
    const whole = { x: 0, y: 0, width: 640, height: 480 }
    expect(placePanels('xz', null, { x: 0.5, y: 0.5 }, size)).toEqual([{ kind: 'xz', rect: whole }])
    expect(placePanels('4panel', 'yz', { x: 0.5, y: 0.5 }, size)).toEqual([{ kind: 'yz', rect: whole }])
  })
})
