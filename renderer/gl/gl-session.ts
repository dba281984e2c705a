import { assert, unreachable } from '../../shared/assert.ts'
import type { Problem } from '../../shared/problem.ts'
import { wantedScales } from '../../shared/view/chunks/needed-chunks.ts'
import { createChunkLoader, gpuShare } from './chunks/chunk-loader.ts'
import { createDecoderPool } from './chunks/decoder-pool.ts'
import { createEditLink } from './edit-link.ts'
import { createFrameClock } from './frame-clock.ts'
import { createLayerList } from './layer-list.ts'
import type { FromGl, Histogram, Measurement, Progress, ToGl } from './messages.ts'
import { chunkKey, type OpenLayer } from './open-layer.ts'
import { composeScenes, type PanelScene, visibleLayers } from './painting/panel-scene.ts'
import { createProgressMeter } from './progress-meter.ts'
import { histogramOf, robustRange } from './slices/histogram.ts'
import { pickLayers } from './slices/pick.ts'
import { createGpu, type Gpu } from './textures/gpu.ts'
import { createViewState, type View } from './view-state.ts'

type Start = Extract<ToGl, { readonly kind: 'start' }>

/** While only chunks arrive and the view stands, a frame is drawn at most this often, ms: drawing costs what decoding needs. */
const ARRIVALS_MS = 90

const LOST: Problem = {
  kind: 'unsupported',
  message: 'The graphics driver stopped',
}

/** Everything the gl worker does after its first message. Answers with what takes each further message. */
export function createGlSession(start: Start, post: (message: FromGl) => void): (message: ToGl) => void {
  const now = (): number => performance.now()
  let budgets = start.budgets
  let gpu = createGpu(start.canvas)
  /** Kept while there is no context: chunks arrive all the same, and are drawn when it is back. */
  let maxTextureSize = gpu?.uploader.maxTextureSize ?? 0
  let scenes: readonly PanelScene[] = []
  let redraw = true
  /** Of the newest message that changes what is drawn. */
  let serial = 0
  let arrived = false
  let drawnAt = Number.NEGATIVE_INFINITY
  let drawnMoving = false
  let reportedRate = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const view = createViewState()
  const meter = createProgressMeter()
  const clock = createFrameClock(() => {
    try {
      tick()
    } catch (error) {
      // The page is told of it, and what comes next is loaded and drawn all the same.
      reportError(error)
      wakeLater()
    }
  })
  const pool = createDecoderPool(start.decoders)
  const uploader = {
    get maxTextureSize() {
      return maxTextureSize
    },
    upload: (...args: Parameters<Gpu['uploader']['upload']>) => present().uploader.upload(...args),
    repaint: (...args: Parameters<Gpu['uploader']['repaint']>) => present().uploader.repaint(...args),
    destroy: (...args: Parameters<Gpu['uploader']['destroy']>) => present().uploader.destroy(...args),
    chunkBytes: () => gpu?.uploader.chunkBytes() ?? 0,
  }
  const loader = createChunkLoader(pool, uploader, now, chunksArrived, (error) => console.error(error))
  const link = createEditLink(changed)
  const layers = createLayerList(pool, (open) => loader.forget(open))

  function chunksArrived(): void {
    arrived = true
    clock.request()
  }

  function present(): Gpu {
    assert(gpu !== undefined, 'chunks go to the GPU only while there is a context')
    return gpu
  }

  function changed(): void {
    redraw = true
    clock.request()
  }

  function compose(): readonly PanelScene[] {
    const visible = visibleLayers(layers.all())
    const panels = view.current()?.panels ?? []
    return composeScenes(visible, panels, view.planes(), gpuShare(budgets, visible.length), loader.scheduler)
  }

  function tick(): void {
    const current = view.current()
    if (gpu === undefined || current === undefined) return
    const at = now()
    const turn = loader.update(visibleLayers(layers.all()), view.planes(), view.motion(at), budgets, at)
    if (turn.isNewer) arrived = true
    // Whatever wakes this tick, the first one after a motion draws what was left out while moving.
    if (drawnMoving && !view.isMoving(at)) redraw = true
    const { wanted, ready, failed } = loader.scheduler.totals()
    const isLoaded = ready + failed === wanted
    if (redraw || (arrived && (isLoaded || at - drawnAt >= ARRIVALS_MS))) draw(gpu, current, isLoaded)
    if (turn.isWaiting || arrived) clock.request()
    report()
    wakeLater()
  }

  function draw(on: Gpu, current: View, isLoaded: boolean): void {
    const drawn = serial
    // Here and not when the view comes in: a resized canvas is blank until it is drawn.
    on.resize(current.width, current.height)
    const isMoving = view.isMoving(now())
    redraw = false
    arrived = false
    drawnAt = now()
    drawnMoving = isMoving
    scenes = compose()
    on.drawFrame(scenes, loader.texturesAt, isMoving)
    const complete = isLoaded && !isMoving
    const edits = link.edits()
    clock.afterPresent(() => {
      // What was drawn on a canvas that was lost meanwhile is on no screen.
      if (gpu === on) post({ kind: 'presented', serial: drawn, complete, edits, atMs: performance.timeOrigin + now() })
    })
  }

  /** The next thing that happens without a message: the end of a motion, a retry, the next report. */
  function wakeLater(): void {
    clearTimeout(timer)
    const at = now()
    const settles = view.isMoving(at) ? view.settlesAt() : Number.POSITIVE_INFINITY
    // A rate that was told is told again until it has come down to 0.
    const isLoading = pool.underWay() > 0 || reportedRate > 0 || meter.rate(loader.bytesTransferred(), at) > 0
    const reports = isLoading ? at + ARRIVALS_MS : Number.POSITIVE_INFINITY
    const next = Math.min(settles, reports, meter.dueAtMs(), loader.scheduler.nextRetryMs())
    if (next === Number.POSITIVE_INFINITY) return
    timer = setTimeout(
      () => {
        if (settles <= now()) redraw = true
        clock.request()
      },
      Math.max(1, next - at),
    )
  }

  function report(): void {
    const at = now()
    const { wanted, ready, failed, failure, gpuBytes, memoryBytes } = loader.scheduler.totals()
    const bytesTotal = loader.bytesTransferred()
    const bytesPerSecond = meter.rate(bytesTotal, at)
    const empty = ready + failed === wanted ? visibleLayers(layers.all()).flatMap(emptyScale) : []
    const farOut = visibleLayers(layers.all()).filter((open) => loader.isTooFarOut(open))
    const tooFarOut = farOut.map(({ layer }) => layer.id)
    const counts = { wanted, ready, failed, failure, empty, tooFarOut }
    const progress = { ...counts, bytesPerSecond, bytesTotal, gpuBytes, memoryBytes }
    if (!meter.due(progress, at)) return
    reportedRate = bytesPerSecond
    post({ kind: 'progress', progress })
  }

  function emptyScale(open: OpenLayer): Progress['empty'] {
    const scale = wantedOf(open)
    const asked = loader.missingAll(open, scale)
    return asked === 0 ? [] : [{ layerId: open.layer.id, scaleKey: open.layer.volume.scales[scale]?.key ?? '', asked }]
  }

  function wantedOf(open: OpenLayer): number {
    const share = gpuShare(budgets, visibleLayers(layers.all()).length)
    return Math.min(open.layer.volume.scales.length - 1, ...wantedScales(open.layer.volume, view.planes(), share))
  }

  function histogram(layerId: string): Histogram {
    const parts = new Map<string, Uint8Array | Uint16Array>()
    for (const scene of scenes) {
      for (const on of [scene.image, ...scene.over]) {
        if (on === undefined || on.open.layer.id !== layerId) continue
        for (const tile of on.tiles) {
          const key = chunkKey(on.open, tile.scale, tile.cell)
          const chunk = loader.residentAt(key)?.chunk
          if (chunk?.kind === 'grey') parts.set(key, chunk.voxels)
        }
      }
    }
    const voxels = [...parts.values()]
    return { bins: histogramOf(voxels), range: robustRange(voxels) }
  }

  function measure(what: Measurement): number[] {
    if (gpu === undefined) return []
    const own = gpu
    if (what.kind === 'memory') {
      const { memoryBytes } = loader.scheduler.totals()
      return [own.uploader.chunkBytes(), memoryBytes, own.textureCount(), own.screenBytes()]
    }
    if (what.kind === 'compile-all') {
      const { variants, errors } = own.compileAll()
      for (const error of errors) console.error(error)
      return [variants, errors.length]
    }
    const one = what.kind === 'floor' ? own.drawFloor : () => own.drawFrame(compose(), loader.texturesAt, false)
    const times: number[] = []
    own.finish()
    for (let frame = 0; frame < what.frames; frame++) {
      const before = now()
      one()
      own.finish()
      times.push(now() - before)
    }
    changed()
    return times
  }

  function drawOn(canvas: OffscreenCanvas): void {
    const own = gpu
    // A context that comes back is of no use: Chromium never shows again what is drawn on such a canvas (measured, 114).
    canvas.addEventListener('webglcontextlost', () => {
      if (gpu !== own) return
      loader.gpuLost()
      own?.destroy(true)
      gpu = undefined
      post({ kind: 'lost', problem: LOST })
    })
    if (gpu === undefined) {
      post({
        kind: 'lost',
        problem: { kind: 'unsupported', message: 'This machine offers no WebGL, which Skein draws with' },
      })
    } else {
      maxTextureSize = gpu.uploader.maxTextureSize
      post({ kind: 'started', maxTextureSize, renderer: gpu.renderer })
    }
  }
  drawOn(start.canvas)

  return (message) => {
    switch (message.kind) {
      case 'start':
        return assert(false, 'the gl worker is started once')
      case 'layers':
        if (layers.set(message.layers)) view.forgetMotion()
        link.setPalette(editedPalette(layers.all(), message.edited), message.grouped ?? false)
        return changed()
      case 'canvas':
        gpu = createGpu(message.canvas)
        drawOn(message.canvas)
        return changed()
      case 'edit-port':
        return link.setPort(message.port)
      case 'view':
        serial = message.serial
        view.set(message, now())
        return changed()
      case 'segments':
        serial = message.serial
        layers.setSegments(message.selected, message.hovered)
        return changed()
      case 'budgets':
        budgets = message.budgets
        return changed()
      case 'pick': {
        const picked = pickLayers(visibleLayers(layers.all()), wantedOf, message.position, loader, now())
        return post({ kind: 'picked', id: message.id, layers: picked })
      }
      case 'histogram': {
        const { id, layerId } = message
        return post({ kind: 'histogram', id, layerId, histogram: histogram(layerId) })
      }
      case 'measure':
        return post({ kind: 'measured', id: message.id, values: measure(message.what) })
      default:
        return unreachable(message)
    }
  }
}

function editedPalette(layers: readonly OpenLayer[], edited: string | undefined): OpenLayer['palette'] {
  return layers.find(({ layer, palette }) => palette !== undefined && (edited ?? layer.id) === layer.id)?.palette
}
