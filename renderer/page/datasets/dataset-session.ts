import { shownLocation } from '../../../shared/bytes/shown-location.ts'
import type { HostApi, StartUp } from '../../../shared/contracts/host-api.ts'
import type { LiveView } from '../view/live-view.ts'
import { placePanels } from '../view/panel-layout.ts'
import { opened, openingFailed, openingStep } from '../view/recipes.ts'
import type { Dataset, Layer } from '../view/view-state.ts'
import { type AskedView, firstView, type PanelExtent } from './first-view.ts'
import { keepView, readKeptView, type TextStorage, withKeptViews } from './kept-view.ts'
import { sourcesOf } from './layer-sources.ts'
import { createAllowedPlaces } from './opening/allowed-places.ts'
import { openDataset } from './opening/dataset-open.ts'
import type { OpeningServices } from './opening/read-description.ts'
import { createStateReader } from './opening/state-reader.ts'
import { describeProblem } from './problem-words.ts'

/** A view is kept this long after the last change to it, so that a flight does not write at every step. */
const KEEP_AFTER_MS = 400

export interface DatasetSession {
  /** Opens locations as a dataset in place of what is open; an opening under way is cancelled first. */
  readonly open: (locations: readonly string[], asked?: AskedView) => Promise<void>
  readonly cancel: () => void
  /** Says yes to what the opening asks. */
  readonly allow: () => void
  readonly chooseFolder: () => Promise<void>
  readonly forget: (locations: readonly string[]) => Promise<void>
  readonly refreshRecents: () => Promise<void>
}

export interface SessionParts {
  readonly view: LiveView
  readonly host: HostApi
  readonly read: OpeningServices['read']
  readonly storage: TextStorage
  readonly start: StartUp
}

export function createDatasetSession({ view, host, read, storage, start }: SessionParts): DatasetSession {
  let aborter: AbortController | undefined
  const places = createAllowedPlaces(view, storage, !start.capture)
  const services: OpeningServices = {
    openSource: (location) => host.openSource(location),
    openBelow: (sourceId, folder) => host.openBelow(sourceId, folder),
    openInstead: (sourceId, marks) => host.openInstead(sourceId, marks),
    closeSource: (sourceId) => host.closeSource(sourceId),
    mayRead: places.mayRead,
    read,
    readState: createStateReader(),
  }

  const refreshRecents = async () => {
    const recents = await host.recentDatasets()
    view.setState({ recents })
  }

  const open = async (locations: readonly string[], asked: AskedView = {}) => {
    aborter?.abort()
    places.answer(false)
    const mine = new AbortController()
    aborter = mine
    const name = locations.length === 1 ? shownLocation(locations[0] ?? '') : `${locations.length} volumes`
    view.setState(openingStep(name, 'Opening'))
    const outcome = await openDataset(locations, services, {
      signal: mine.signal,
      onStep: (step) => {
        if (aborter === mine) view.setState(openingStep(name, step))
      },
    })
    if (aborter !== mine) {
      // Another opening took over while this one was under way.
      if (outcome.ok) await closeAll(outcome.value, host)
      return
    }
    if (!outcome.ok) {
      view.setState(openingFailed(outcome.problem))
      if (start.capture) await host.reportView({ kind: 'failed', reason: reasonOf(outcome.problem) })
      return
    }
    const before = view.getState().dataset
    await show(outcome.value, asked, { view, storage, start })
    if (before) await closeAll(before, host)
    if (start.capture) return
    const { name: datasetName, locations: normal } = outcome.value
    await host.rememberDataset({ name: datasetName, locations: normal, openedAt: new Date().toISOString() })
    await refreshRecents()
  }

  if (!start.capture) keepViews(view, storage)

  return {
    open,
    cancel: () => {
      aborter?.abort()
      aborter = undefined
      places.answer(false)
      view.setState({ opening: null })
    },
    allow: () => places.answer(true),
    chooseFolder: async () => {
      const folder = await host.chooseFolder()
      if (folder !== undefined) await open([folder])
    },
    forget: async (locations) => {
      await host.forgetDataset(locations)
      await refreshRecents()
    },
    refreshRecents,
  }
}

/** Puts a dataset on screen, with the view of its link or as it was left. */
async function show(
  dataset: Dataset,
  asked: AskedView,
  { view, storage, start }: Pick<SessionParts, 'view' | 'storage' | 'start'>,
): Promise<void> {
  const { link, locations } = dataset
  const extent = await laidOut(view)
  const kept = start.capture || link?.isView ? undefined : readKeptView(storage, locations)
  const layers = withContrast(withKeptViews(dataset.layers, kept), asked.contrast)
  const first = firstView(layers, xyPanel(extent, asked, link), kept?.view, asked, link)
  view.setState(opened({ ...dataset, layers }, first))
}

function withContrast(layers: readonly Layer[], contrast: AskedView['contrast']): readonly Layer[] {
  if (contrast === undefined) return layers
  return layers.map((layer) => {
    const { view } = layer
    return view.kind === 'image' ? { ...layer, view: { ...view, ...contrast, fromData: false } } : layer
  })
}

function reasonOf(problem: Parameters<typeof describeProblem>[0]): string {
  const { where } = describeProblem(problem)
  return where ? `${problem.message} (${where})` : problem.message
}

async function closeAll(dataset: Dataset, host: HostApi): Promise<void> {
  const sources = [...dataset.layers.flatMap(sourcesOf), ...(dataset.editable?.sources ?? [])]
  await Promise.all(sources.map((sourceId) => host.closeSource(sourceId)))
}

type LaidOut = ReturnType<LiveView['getState']>['extent']

/** The canvas's extent, once it has one. */
function laidOut(view: LiveView): Promise<LaidOut> {
  const now = view.getState().extent
  if (now.width > 0) return Promise.resolve(now)
  return new Promise((resolve) => {
    const stop = view.subscribe(({ extent }) => {
      if (extent.width === 0) return
      stop()
      resolve(extent)
    })
  })
}

/** Extent in CSS pixels of the XY panel, or of the one panel of the layout asked for. */
function xyPanel(extent: LaidOut, asked: AskedView, link: Dataset['link']): PanelExtent {
  const [first] = placePanels(asked.layout ?? link?.layout ?? '4panel', null, { x: 0.5, y: 0.5 }, extent)
  const { width, height } = first?.rect ?? extent
  return { width: width / extent.devicePixelRatio, height: height / extent.devicePixelRatio }
}

/** Keeps the view of the open dataset a moment after each change, and when the page is left. */
function keepViews(view: LiveView, storage: TextStorage): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const keep = () => {
    clearTimeout(timer)
    timer = undefined
    const state = view.getState()
    if (!state.dataset) return
    const { camera, scene, sceneSlices, sceneShapes, layout, maximised, splits, crosshair, selection, current } = state
    const kept = { camera, scene, sceneSlices, sceneShapes, layout, maximised, splits, crosshair, selection, current }
    keepView(storage, state.dataset.locations, kept, state.dataset.layers)
  }
  view.subscribe((now, before) => {
    // A view that waits to be kept belongs to the dataset before: nothing of it is kept under the next one's name.
    if (now.dataset?.locations !== before.dataset?.locations) clearTimeout(timer)
    if (timer === undefined || now.dataset?.locations !== before.dataset?.locations) {
      timer = setTimeout(keep, KEEP_AFTER_MS)
    }
  })
  window.addEventListener('pagehide', keep)
}
