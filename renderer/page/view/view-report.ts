import type { HostApi } from '../../../shared/contracts/host-api.ts'
import type { FromGl } from '../../gl/messages.ts'
import { farOutWords } from '../frame/status-words.ts'
import { type LiveProofreading, whyGrey } from '../proofread/live-proofreading.ts'
import type { LiveView } from './live-view.ts'
import type { ViewPoster } from './view-poster.ts'

/**
 * A capture waits this long after the last chunk, for what the page shows about it: counts come at most every 100 ms,
 * then the histogram is asked for and drawn.
 */
const CAPTURE_SETTLE_MS = 400

export interface ViewReport {
  /** The state changed, or the canvas was lost: what is on screen is no longer what is wanted. */
  readonly stale: () => void
  /** The gl worker presented a frame that was drawn after the message with this serial. */
  readonly presented: (frame: PresentedParts) => void
  readonly failed: (reason: string) => void
}

export interface ViewReportParts {
  readonly view: LiveView
  readonly proof: LiveProofreading
  readonly host: Pick<HostApi, 'reportView'>
  readonly poster: Pick<ViewPoster, 'isPresent'>
  /** Writes the word where tests find it: in `data-view` of the document. */
  readonly say: (view: ViewWord) => void
  /** The window exists to be captured: the host is told once. */
  readonly capture: boolean
}

/**
 * `empty`: nothing is open. `loading`: from a change until a frame shows the slices whole. `slices`: until it shows the
 * shapes of the 3-D panel as well. `complete`: a frame shows everything.
 */
export type ViewWord = 'empty' | 'loading' | 'slices' | 'complete'

type PresentedParts = Pick<Extract<FromGl, { kind: 'presented' }>, 'serial' | 'complete' | 'slices'>

/** Says whether everything wanted is on screen: to tests at every change, and for `--screenshot` once to the host. */
export function createViewReport(parts: ViewReportParts): ViewReport {
  const { view, proof, host, poster, say, capture } = parts
  let told = false
  say('empty')
  const tell = async () => {
    if (!capture || told) return
    told = true
    await document.fonts.ready
    await untilOpened(proof)
    await new Promise((resolve) => setTimeout(resolve, CAPTURE_SETTLE_MS))
    const grey = whyGrey(proof.getState().editing)
    if (grey !== undefined) return host.reportView({ kind: 'failed', reason: grey })
    const farOut = farOutWords(view.getState())
    if (farOut !== undefined) return host.reportView({ kind: 'failed', reason: farOut })
    const failure = view.getState().progress?.failure
    if (!failure) return host.reportView({ kind: 'complete' })
    const where = failure.file === undefined || failure.message.includes(failure.file) ? '' : ` (${failure.file})`
    return host.reportView({ kind: 'failed', reason: `${failure.message}${where}` })
  }
  return {
    stale: () => say(view.getState().dataset ? 'loading' : 'empty'),
    presented: ({ serial, complete, slices }) => {
      if (!view.getState().dataset || !poster.isPresent(serial)) return
      say(complete ? 'complete' : slices ? 'slices' : 'loading')
      if (complete) {
        if (!view.getState().isShown) view.setState({ isShown: true })
        void tell()
      }
    },
    failed: (reason) => {
      if (!capture || told) return
      told = true
      void host.reportView({ kind: 'failed', reason })
    },
  }
}

/** Segments have their colours only once their agglomeration is open. */
function untilOpened(proof: LiveProofreading): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (proof.getState().editing.kind === 'opening') return
      stop()
      resolve()
    }
    const stop = proof.subscribe(look)
    look()
  })
}
