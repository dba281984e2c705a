import { unreachable } from '../../shared/assert.ts'
import type { GreyVoxels } from '../../shared/codec/decoded-chunk.ts'
import type { ChunkLoader } from './chunks/chunk-loader.ts'
import type { Gpu } from './gpu.ts'
import type { Histogram, Measurement } from './messages.ts'
import { chunkKey } from './open-layer.ts'
import type { PanelScene } from './painting/panel-scene.ts'
import { histogramOf, robustRange } from './slices/histogram.ts'

/** Voxel values of a layer over the chunks that are drawn in these scenes. */
export function layerHistogram(scenes: readonly PanelScene[], layerId: string, loader: Residents): Histogram {
  const voxels = voxelsOf(scenes, layerId, loader)
  return { counts: histogramOf(voxels), range: robustRange(voxels) }
}

/** The automatic contrast of the same voxels. */
export function layerRange(scenes: readonly PanelScene[], layerId: string, loader: Residents): Histogram['range'] {
  return robustRange(voxelsOf(scenes, layerId, loader))
}

type Residents = Pick<ChunkLoader, 'residentAt'>

function voxelsOf(scenes: readonly PanelScene[], layerId: string, loader: Residents): readonly GreyVoxels[] {
  const parts = new Map<string, GreyVoxels>()
  for (const scene of scenes) {
    for (const on of [scene.image, ...scene.further]) {
      if (on === undefined || on.open.layer.id !== layerId) continue
      for (const tile of on.tiles) {
        const key = chunkKey(on.open, tile.scale, tile.cell)
        const chunk = loader.residentAt(key)?.chunk
        if (chunk?.kind === 'grey') parts.set(key, chunk.voxels)
      }
    }
  }
  return [...parts.values()]
}

/** What is measured draws by these. */
export interface MeasuredDraws {
  /** Draws the present view once. */
  readonly frame: () => void
  /** Draws what a turn of the scene changes, turned about the panel's vertical by this many radians. */
  readonly turned: (radians: number) => void
}

/** Between two measured frames of the scene, radians: 3 degrees, as a brisk drag turns it. */
const TURN_STEP = Math.PI / 60

/** Numbers for bench/ and tests: see `Measurement`. */
export function measure(
  what: Measurement,
  gpu: Gpu,
  loader: Pick<ChunkLoader, 'scheduler'>,
  draws: MeasuredDraws,
  now: () => number,
): number[] {
  switch (what.kind) {
    case 'memory': {
      const { memoryBytes, meshes } = loader.scheduler.totals()
      const chunks = [gpu.uploader.chunkBytes(), memoryBytes, gpu.textureCount(), gpu.screenBytes()]
      return [...chunks, meshes.gpuBytes, meshes.memoryBytes, gpu.scene.triangles()]
    }
    case 'watch-hues':
      return []
    case 'shaders':
      return [gpu.shaderCount()]
    case 'compile-all': {
      const { variants, errors } = gpu.compileAll()
      for (const error of errors) console.error(error)
      return [variants, errors.length]
    }
    case 'draw':
      return timesOf(draws.frame, what.frames, gpu, now)
    case 'scene': {
      const times = timesOf((frame) => draws.turned((frame + 1) * TURN_STEP), what.frames, gpu, now)
      return [gpu.scene.triangles(), ...times]
    }
    case 'whole-quad':
      return timesOf(gpu.drawWholeQuad, what.frames, gpu, now)
    default:
      return unreachable(what)
  }
}

/** How long each of `frames` draws takes until the GPU has finished it, ms. */
function timesOf(draw: (frame: number) => void, frames: number, gpu: Gpu, now: () => number): number[] {
  const times: number[] = []
  gpu.finish()
  for (let frame = 0; frame < frames; frame++) {
    const before = now()
    draw(frame)
    gpu.finish()
    times.push(now() - before)
  }
  return times
}
