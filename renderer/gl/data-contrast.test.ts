import { expect, it } from 'vitest'
import { createDataContrast } from './data-contrast.ts'
import type { FromGl } from './messages.ts'
import type { OpenLayer } from './open-layer.ts'
import type { PanelScene } from './painting/panel-scene.ts'

function start() {
  const view = { kind: 'image', visible: true, opacity: 1, black: 0, white: 255, smooth: true, fromData: true }
  const volume = { scales: [{ gridSize: [1, 1, 1], size: [1, 1, 1], chunkSize: [1, 1, 1] }] }
  const open = { layer: { id: '/em', sourceId: 's', volume, view }, volumeId: 1 } as unknown as OpenLayer
  const scene = { image: { open, tiles: [{ scale: 0, cell: [0, 0, 0] }] }, further: [] } as unknown as PanelScene
  const present = { layers: () => [open], scenes: () => [scene], wantedScaleOf: () => 0 }
  const voxels = { values: Uint8Array.of() }
  const residentAt = () => ({ chunk: { kind: 'grey', voxels: voxels.values } }) as never
  const posted: FromGl[] = []
  const contrast = createDataContrast(present, { residentAt }, (message) => void posted.push(message))
  return { open, posted, voxels, contrast }
}

it('[UI22] is drawn at once, and told to the page: that of the first voxels, then for good that of all', () => {
  const { open, posted, voxels, contrast } = start()
  contrast.measure(false)
  expect(posted, 'nothing has come').toEqual([])
  voxels.values = Uint8Array.of(90, 180)
  contrast.measure(false)
  expect(open.layer.view).toMatchObject({ black: 90, white: 180, fromData: true })
  voxels.values = Uint8Array.of(40, 200)
  contrast.measure(false)
  expect(open.layer.view).toMatchObject({ black: 90, white: 180 })
  contrast.measure(true)
  expect(open.layer.view).toMatchObject({ black: 40, white: 200, fromData: false })
  contrast.measure(true)
  const told = posted.map((message) => (message.kind === 'contrast' ? [message.range, message.isWhole] : message.kind))
  expect(told).toEqual([
    [{ black: 90, white: 180 }, false],
    [{ black: 40, white: 200 }, true],
  ])
})

it('[UI22] waits where nothing but background is in view, and leaves alone what somebody has set', () => {
  const { open, posted, voxels, contrast } = start()
  voxels.values = Uint8Array.of(0, 0)
  contrast.measure(true)
  expect([open.layer.view, posted]).toMatchObject([{ black: 0, white: 255, fromData: true }, []])
  open.layer = { ...open.layer, view: { ...open.layer.view, fromData: false } as never }
  voxels.values = Uint8Array.of(7, 9)
  contrast.measure(true)
  expect([open.layer.view, posted]).toMatchObject([{ black: 0, white: 255 }, []])
})
