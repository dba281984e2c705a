import type { HostApi, StartUp } from '../../../shared/contracts/host-api.ts'
import type { Problem } from '../../../shared/problem.ts'
import { takeContrast } from '../datasets/first-contrast.ts'
import { createBenchHook } from '../engine/bench-hook.ts'
import { createCanvasRenewal } from '../engine/canvas-renewal.ts'
import type { GlClient } from '../engine/gl-client.ts'
import type { EngineEvents } from '../engine/start-engine.ts'
import type { LiveProofreading } from '../proofread/live-proofreading.ts'
import { createSlicesShown, type SlicesShown } from '../proofread/slices-shown.ts'
import { createHoverTracker, type HoverTracker, type LiveHover } from './hover.ts'
import type { LiveView } from './live-view.ts'
import { startViewPoster } from './view-poster.ts'
import { createViewReport } from './view-report.ts'

export interface ViewParts {
  readonly view: LiveView
  readonly hover: LiveHover
  readonly proof: LiveProofreading
  readonly gl: GlClient
  readonly host: HostApi
  readonly start: StartUp
}

export interface ViewFeature {
  readonly tracker: HoverTracker
  /** See `SlicesShown`. */
  readonly afterSlices: SlicesShown['wait']
  /** Handles what the engine tells about drawing. */
  readonly events: Omit<EngineEvents, 'edit'>
}

/** Controls beside the tissue are built at the latest this long after a dataset is opened, ms: a person looks at tissue first. */
const CONTROLS_AFTER_MS = 1500

/** Keeps the gl worker and the view state in step, and tells tests and the host what is on screen. */
export function startView({ view, hover, proof, gl, host, start }: ViewParts): ViewFeature {
  const tracker = createHoverTracker(view, hover, gl)
  const poster = startViewPoster(view, hover, gl, (callback) => requestAnimationFrame(callback))
  const later = (ms: number, call: () => void) => void setTimeout(call, ms)
  const slices = createSlicesShown(later)
  const report = createViewReport({
    ...{ view, proof, host, poster, capture: start.capture },
    say: (word) => {
      slices.say(word)
      document.documentElement.dataset['view'] = word
    },
  })
  poster.onStale(report.stale)
  poster.onPosted(tracker.viewMoved)
  // The edit worker tells the gl worker before it replies to the page.
  proof.subscribe((now, before) => {
    if (now.tool !== before.tool || now.editing !== before.editing) poster.again()
  })
  const benchHook = createBenchHook()
  if (start.bench === true) benchHook.install(gl, poster)

  // Controls come in the end, also where the first view takes long or nothing is opened.
  const showControls = () => view.setState({ isShown: true })
  if (start.open.length === 0) showControls()
  else later(CONTROLS_AFTER_MS, showControls)
  view.subscribe((now, before) => {
    if (now.dataset?.locations !== before.dataset?.locations) later(CONTROLS_AFTER_MS, showControls)
  })

  const lost = (problem: Problem) => {
    view.setState({ lost: problem })
    report.failed(problem.message)
  }
  const renewal = createCanvasRenewal({ view, giveUp: lost, now: () => performance.now(), later })
  const events: ViewFeature['events'] = {
    progress: (progress) => {
      view.setState({ progress })
      tracker.chunksArrived()
    },
    presented: (frame) => {
      report.presented(frame)
      benchHook.presented(frame)
    },
    contrast: (measured) => takeContrast(view, measured),
    canvasLost: (problem) => {
      report.stale()
      renewal.canvasLost(problem)
    },
    canvasTaken: renewal.canvasTaken,
    stumbled: (problem) => {
      view.setState({ stumbled: problem })
      report.failed(problem.message)
    },
    lost,
  }
  return { tracker, events, afterSlices: slices.wait }
}
