import { expect, it } from 'vitest'
import { INITIAL_SCENE_LOOK, initialSceneCamera } from '../../../shared/view/scene/scene-camera.ts'
import type { ViewMessage } from '../posted-view.ts'
import { type BandParts, figurePixels } from './figure-bands.ts'

/** A band has 2 ** 21 pixels, so 512 rows of this width. */
const [WIDTH, HEIGHT, ROWS] = [4096, 1200, 512]
const camera = { position: [0, 0, 0], nmPerPixel: 1, orientation: [0, 0, 0, 1] } as const
const view = (width: number, height: number): ViewMessage => ({
  ...{ kind: 'view', camera, scene: initialSceneCamera(1), width, height, devicePixelRatio: 1, serial: 1 },
  panels: [{ kind: '3d', rect: { x: 0, y: 0, width, height }, look: INITIAL_SCENE_LOOK }],
})

/** Draws for each pixel the number of its row in the figure. */
function rig() {
  const onScreen = view(300, 200)
  let current = onScreen
  let size = { width: 300, height: 200 }
  const seen: string[] = []
  const state = { version: 1, isCancelled: false, turns: 0, hasGpu: true, onTurn: () => {} }
  const gpu = {
    resize: (width: number, height: number) => {
      size = { width, height }
    },
    pixels: () => {
      const pixels = new Uint8Array(4 * size.width * size.height)
      const first = -current.panels[0]!.rect.y
      for (let y = 0; y < size.height; y++) {
        const row = first + size.height - 1 - y
        for (let x = 0; x < size.width; x++) pixels.set([row & 255, row >> 8, 7, 255], 4 * (y * size.width + x))
      }
      return pixels
    },
  }
  const parts: BandParts = {
    gpu: () => (state.hasGpu ? gpu : undefined),
    view: {
      current: () => current,
      set: (next) => {
        current = next
        return 'all'
      },
    },
    draw: (isFigure) => void seen.push(`${isFigure ? 'figure' : 'view'} ${size.width}x${size.height}`),
    now: () => 0,
    turn: async () => {
      expect([current, size]).toEqual([onScreen, { width: 300, height: 200 }])
      state.turns++
      state.onTurn()
    },
    version: () => state.version,
  }
  const done: number[] = []
  const draw = (isTransparent = false) =>
    figurePixels(parts, view(WIDTH, HEIGHT), isTransparent, {
      progress: (share) => void done.push(share),
      isCancelled: () => state.isCancelled,
    })
  return { draw, seen, done, state }
}

it('[EX14] a figure is drawn in bands that fit together, and the view is on screen between them', async () => {
  const { draw, seen, done } = rig()
  const picture = await draw()
  if (typeof picture === 'string') throw new Error(picture)
  const rows = Array.from({ length: HEIGHT }, (_, y) => picture[4 * WIDTH * y]! + 256 * picture[4 * WIDTH * y + 1]!)
  expect(rows).toEqual(Array.from({ length: HEIGHT }, (_, y) => y))
  const each = [ROWS, ROWS, HEIGHT - 2 * ROWS].flatMap((height) => [`figure ${WIDTH}x${height}`, 'view 300x200'])
  expect(seen).toEqual(each)
  expect(done).toEqual([ROWS / HEIGHT, (2 * ROWS) / HEIGHT, 1])
})

it('[EX14] it ends within a band once it is cancelled, once what it shows is another, and once there is no canvas', async () => {
  const cases = [
    ['cancelled', (state: ReturnType<typeof rig>['state']) => (state.isCancelled = true)],
    ['changed', (state: ReturnType<typeof rig>['state']) => (state.version += 1)],
    ['no-gpu', (state: ReturnType<typeof rig>['state']) => (state.hasGpu = false)],
  ] as const
  for (const [end, happens] of cases) {
    const { draw, seen, state } = rig()
    state.onTurn = () => {
      if (state.turns === 2) happens(state)
    }
    expect(await draw(true)).toBe(end)
    expect(seen, 'on black and on white').toEqual([`figure ${WIDTH}x512`, `figure ${WIDTH}x512`, 'view 300x200'])
  }
})
