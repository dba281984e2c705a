import { describe, expect, it } from 'vitest'
import type { SliceKind } from '../camera.ts'
import { snapped, type Turn, turned } from '../camera-moves.ts'
import { cameraAt } from '../testing/volume-fixture.ts'
import { panelName } from './panel-name.ts'

const straight = cameraAt([0, 0, 0], 1)
const degrees = (by: number) => (by * Math.PI) / 180
const turnedBy = (panel: SliceKind, by: Turn) => turned(straight, panel, by)
const name = (camera: typeof straight, kind: SliceKind) => panelName(camera.orientation, kind).words

describe('names of panels', () => {
  it('[VW24] a panel along the axes has its plane as its name', () => {
    for (const kind of ['xy', 'xz', 'yz'] as const) {
      expect(panelName(straight.orientation, kind)).toEqual({ words: kind.toUpperCase(), turned: false })
    }
  })

  it('[VW24] a tilted panel is oblique, with its angle to the nearest plane; the panel that was only turned says so', () => {
    const tilted = turnedBy('xy', { right: degrees(12) })
    expect(panelName(tilted.orientation, 'xy')).toEqual({ words: 'Oblique 12° from XY', turned: true })
    expect(name(tilted, 'yz')).toBe('Oblique 12° from YZ')
    expect(panelName(tilted.orientation, 'xz')).toEqual({ words: 'XZ turned 12°', turned: true })
    expect(name(turnedBy('xy', { inPlane: degrees(30) }), 'xy')).toBe('XY turned 30°')
    expect(name(turnedBy('xy', { inPlane: degrees(-30) }), 'xy')).toBe('XY turned −30°')
    expect(name(turnedBy('xy', { inPlane: degrees(30) }), 'xz')).toBe('Oblique 30° from XZ')
    expect(name(turned(tilted, 'xy', { inPlane: degrees(30) }), 'xy')).toMatch(
      /^Oblique 12° from XY, turned (29|30|31)°$/,
    )
    expect(name(turnedBy('xy', { down: degrees(0.2) }), 'xy')).toBe('Oblique under 1° from XY')
    expect(panelName(turnedBy('xy', { inPlane: degrees(0.2) }).orientation, 'xy').turned).toBe(true)
  })

  it('[VW24] a panel that snapped to another plane has the name of what it shows', () => {
    const quarter = snapped(turnedBy('xy', { down: degrees(90) }))
    expect(name(quarter, 'xy')).toMatch(/^XZ/)
    expect(name(quarter, 'yz')).toMatch(/^YZ/)
    expect(name(snapped(turnedBy('xy', { right: degrees(180) })), 'xy')).toMatch(/^XY from behind/)
    expect(name(snapped(turnedBy('yz', { inPlane: degrees(90) })), 'yz')).toBe('YZ turned 90°')
  })
})
