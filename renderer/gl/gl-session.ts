import { assert, unreachable } from '../../shared/assert.ts'
import { multiply, turnAbout } from '../../shared/view/vectors.ts'
import { createChunkLoader } from './chunks/chunk-loader.ts'
import { createDecoderPool } from './chunks/decoder-pool.ts'
import { createLabelProbe } from './chunks/label-probe.ts'
import { createPlaceLooks } from './chunks/place-looks.ts'
import { createDataContrast } from './data-contrast.ts'
import { createDrawingSurface } from './drawing-surface.ts'
import { createEditLink } from './edit-link.ts'
import { drawFigure } from './figure/draw-figure.ts'
import { createFileShapes } from './file-shapes/file-shapes.ts'
import { createFrameClock } from './frame-clock.ts'
import { createFrameLoop } from './frame-loop.ts'
import { createGpu } from './gpu.ts'
import { createLayerList } from './layer-list.ts'
import { layerHistogram, measure } from './measuring.ts'
import { createSceneLoading } from './meshes/scene-loading.ts'
import { sendShown } from './meshes/send-shown.ts'
import type { Budgets, FromGl, Measurement, ToGl } from './messages.ts'
import type { OpenLayer } from './open-layer.ts'
import { createAllPanels } from './panels/all-panels.ts'
import { createPostedView, type ViewChange } from './posted-view.ts'
import { createPresentView } from './present-view.ts'
import { createProgressReport } from './progress-report.ts'
import { createHueWatch } from './scene/hue-watch.ts'
import { createScenePanels } from './scene/scene-panels.ts'
import { createSlicePanels } from './slices/slice-panels.ts'

type Start = Extract<ToGl, { readonly kind: 'start' }>
type LayersMessage = Extract<ToGl, { readonly kind: 'layers' }>

/** Everything the gl worker does after its first message. Returns what takes each further message. */
export function createGlSession(start: Start, post: (message: FromGl) => void): (message: ToGl) => void {
  const session = createSession(start, post)
  session.surface.use(start.canvas)
  return (message) => take(session, message, post)
}

const now = (): number => performance.now()

const NONE = new BigUint64Array(0)

/** What the page has sent. `serial`: of the newest message that changes what is drawn. */
interface Posted {
  budgets: Budgets
  serial: number
  edited: string | undefined
  grouped: boolean
  selected: BigUint64Array
}

type Session = ReturnType<typeof createSession>

function createSession(start: Start, post: (message: FromGl) => void) {
  const posted: Posted = { budgets: start.budgets, serial: 0, edited: undefined, grouped: false, selected: NONE }
  const budgets = () => posted.budgets
  const view = createPostedView()
  const clock = createFrameClock(() => loop.tick())
  const pool = createDecoderPool(start.decoders)
  const surface = createDrawingSurface(createGpu, {
    started: ({ uploader, renderer }) => post({ kind: 'started', maxTextureSize: uploader.maxTextureSize, renderer }),
    lost: (reason) => {
      loader.gpuLost()
      scene.gpuLost()
      post({ kind: 'lost', reason })
    },
  })
  const chunksArrived = () => loop.chunksArrived()
  const looks = createPlaceLooks({
    pool,
    layers: () => {
      const image = layers.all().find(({ layer }) => layer.volume.kind === 'image')
      return { labels: editedLayer(layers.all(), posted.edited), image }
    },
    tell: (reply) => link.tellLook(reply),
    later: (ms, call) => void setTimeout(call, ms),
  })
  const link = createEditLink(
    () => loop.changed(),
    chunksArrived,
    looks.take,
    (shown) => scene.setBases(shown),
  )
  const probe = (open: OpenLayer) => createLabelProbe(open, loader.residentAt)
  const scene = createSceneLoading({
    ...{ pool, view, budgets, link, now, changed: chunksArrived },
    scheduler: () => loader.scheduler,
    placesOf: (open, label) => loader.placesOf(open, label),
    probe,
    arrivals: () => loader.arrivals(),
    layers: () => present.layers(),
    uploader: () => surface.gpu()?.scene,
  })
  const loader = createChunkLoader({
    ...{ pool, uploader: surface.uploader, now, changed: chunksArrived, meshes: scene.loads },
    report: (error) => console.error(error),
  })
  const layers = createLayerList(pool, (open) => {
    loader.forget(open)
    scene.forget(open)
    looks.forget(open)
  })
  const present = createPresentView(layers, view, loader, budgets)
  const slices = createSlicePanels(view, present, loader, now)
  const shapes = createFileShapes()
  const scenePanels = createScenePanels(view, slices, { ...scene, shapes: shapes.drawn }, probe, now)
  const panels = createAllPanels(view, [slices, scenePanels])
  const hues = createHueWatch(view, panels)
  const report = createProgressReport(loader, scene, pool, present, (progress) => post({ kind: 'progress', progress }))
  const contrast = createDataContrast(present, loader, post)
  const drawing = (shown: { readonly complete: boolean; readonly slices: boolean }) => {
    const frame = { kind: 'presented', serial: posted.serial, ...shown, edits: link.edits() } as const
    const shapes = scene.shapes()
    const seen = hues.next()
    return (isRough: boolean) => {
      const complete = shown.complete && !isRough
      post({ ...frame, complete, shapes, hues: seen.hues, atMs: performance.timeOrigin + now() })
    }
  }
  const loop = createFrameLoop({
    ...{ surface, view, present, panels: hues.panels, loader, report, contrast },
    ...{ budgets, clock, now, drawing },
    warmDecoders: pool.warmUp,
    hasShape: () => scene.shapes() > 0,
  })
  const figures = { running: 0, cancelled: new Set<number>(), held: [] as ToGl[] }
  return { posted, view, surface, loader, scene, link, layers, slices, panels, hues, loop, shapes, figures }
}

function take(session: Session, message: ToGl, post: (message: FromGl) => void) {
  const { posted, view, surface, link, layers, slices, panels, loader, loop } = session
  if (session.figures.running > 0 && WAIT_FOR_FIGURES.has(message.kind)) return void session.figures.held.push(message)
  switch (message.kind) {
    case 'start':
      return assert(false, 'the gl worker is started once')
    case 'layers':
      return takeLayers(session, message)
    case 'canvas':
      surface.use(message.canvas)
      return loop.changed()
    case 'edit-port':
      return link.setPort(message.port)
    case 'view':
      posted.serial = message.serial
      return showView(loop, view.set(message, now()))
    case 'ahead':
      view.goesNext(message.cameras)
      return loop.posted()
    case 'segments':
      posted.serial = message.serial
      if (!layers.setSegments(message)) return loop.posted()
      posted.selected = message.selected.slice()
      session.scene.select(posted.selected, editedLayer(layers.all(), posted.edited))
      return loop.changed()
    case 'budgets':
      posted.budgets = message.budgets
      return loop.changed()
    case 'pick': {
      const { id, position } = message
      return post({ kind: 'picked', id, position, layers: slices.layersAt(position) })
    }
    case 'pick-pixel':
      return post({ kind: 'picked', id: message.id, ...panels.seenAt(message.x, message.y) })
    case 'add-shape':
      return session.shapes.add(message.id, message.shape)
    case 'shapes':
      session.shapes.show(message.shapes)
      return loop.changed()
    case 'send-shown':
      return sendShown(session.scene.drawn(), message.segments, message.port)
    case 'figure':
      return void figure(session, message, post).finally(() => afterFigure(session, message.id, post))
    case 'cancel-figure':
      return void session.figures.cancelled.add(message.id)
    case 'histogram': {
      const histogram = layerHistogram(slices.drawn(), message.layerId, loader)
      return post({ kind: 'histogram', id: message.id, histogram })
    }
    case 'measure':
      return post({ kind: 'measured', id: message.id, values: measured(session, message.what) })
    default:
      return unreachable(message)
  }
}

function showView(loop: Session['loop'], change: ViewChange): void {
  switch (change) {
    case 'none':
      loop.posted()
      break
    case 'turned':
      loop.turned()
      break
    case 'all':
      loop.changed()
  }
}

type FigureMessage = Extract<ToGl, { readonly kind: 'figure' }>

/** Messages that would change what a figure shows between two of its bands: they are taken once it is drawn. */
const WAIT_FOR_FIGURES: ReadonlySet<ToGl['kind']> = new Set(['layers', 'segments', 'add-shape', 'shapes'])

async function figure(
  { surface, view, panels, link, figures }: Session,
  { id, request }: FigureMessage,
  post: (message: FromGl) => void,
) {
  figures.running += 1
  const draw = (isFigure: boolean) => {
    const gpu = surface.gpu()
    const news = { isMoving: false, isTurning: false, onlyTurned: false, isOwed: true }
    if (gpu !== undefined) panels.draw(gpu, isFigure ? { ...news, isFigure } : news)
  }
  const parts = {
    ...{ gpu: surface.gpu, view, draw, now, version: link.edits },
    turn: () => new Promise<void>((resolve) => setTimeout(resolve)),
  }
  const drawn = await drawFigure(parts, request, {
    progress: (done) => post({ kind: 'figure-progress', figure: id, done }),
    isCancelled: () => figures.cancelled.has(id),
  })
  post({ kind: 'figure', id, drawn })
}

function afterFigure(session: Session, id: number, post: (message: FromGl) => void): void {
  const { figures, loop } = session
  figures.cancelled.delete(id)
  figures.running -= 1
  if (figures.running === 0) for (const message of figures.held.splice(0)) take(session, message, post)
  loop.changed()
}

function takeLayers({ posted, view, link, layers, scene, loop }: Session, message: LayersMessage): void {
  const isOther = posted.edited !== message.edited || posted.grouped !== message.grouped
  posted.edited = message.edited
  posted.grouped = message.grouped
  const change = layers.set(message.layers)
  if (change === 'replaced') view.forgetMotion()
  const edited = editedLayer(layers.all(), message.edited)
  link.setPalette(edited?.palette, message.grouped)
  scene.select(posted.selected, edited)
  if (change === 'same' && !isOther) loop.posted()
  else loop.changed()
}

function measured({ surface, view, loader, panels, hues, loop }: Session, what: Measurement): number[] {
  if (what.kind === 'watch-hues') hues.start()
  const [gpu, before] = [surface.gpu(), view.current()]
  if (gpu === undefined || before === undefined) return []
  const draw = (onlyTurned: boolean) =>
    panels.draw(gpu, { isMoving: false, isTurning: onlyTurned, onlyTurned, isOwed: false })
  const turned = (radians: number) => {
    const orientation = multiply(before.scene.orientation, turnAbout([0, 1, 0], radians))
    view.set({ ...before, scene: { ...before.scene, orientation } }, now())
    draw(true)
  }
  const values = measure(what, gpu, loader, { frame: () => draw(false), turned }, now)
  view.set(before, now())
  if (what.kind === 'draw' || what.kind === 'scene' || what.kind === 'whole-quad') loop.changed()
  return values
}

function editedLayer(layers: readonly OpenLayer[], edited: string | undefined): OpenLayer | undefined {
  return layers.find(({ layer, palette }) => palette !== undefined && (edited ?? layer.id) === layer.id)
}
