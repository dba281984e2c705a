import './styles.css'
import { createRoot } from 'react-dom/client'
import { assert } from '../../shared/assert.ts'
import type { Problem } from '../../shared/problem.ts'
import { AppContext, type AppParts } from './app-context.ts'
import { createDatasetSession } from './datasets/dataset-session.ts'
import { createFirstContrast } from './datasets/first-contrast.ts'
import { followSample } from './datasets/follow-sample.ts'
import { keepSideBars, readSideBars } from './datasets/window-view.ts'
import { createBenchHook } from './engine/bench-hook.ts'
import { createCanvasRenewal } from './engine/canvas-renewal.ts'
import { createGate } from './engine/gate.ts'
import { startEngine } from './engine/start-engine.ts'
import { App } from './frame/App.tsx'
import { createCommands } from './frame/commands.ts'
import { contextOf, listenToKeys } from './frame/key-input.ts'
import { listenToPaste } from './frame/paste-input.ts'
import { startDoubtView } from './proofread/doubt-view.ts'
import { createLiveProofreading } from './proofread/live-proofreading.ts'
import { proofActions } from './proofread/proof-commands.ts'
import { createProofSession } from './proofread/proof-session.ts'
import { createWorkClock } from './proofread/work-clock.ts'
import { createLiveTeam } from './team/live-team.ts'
import { createTeamSession } from './team/team-session.ts'
import { createPointing } from './tools/pointing.ts'
import { startToolRunner } from './tools/tool-runner.ts'
import { createHoverTracker, createLiveHover } from './view/hover.ts'
import { createLiveView } from './view/live-view.ts'
import { notify, openingFailed } from './view/recipes.ts'
import { startViewPoster } from './view/view-poster.ts'
import { createViewReport, type ViewWord } from './view/view-report.ts'
import { hostOfWindow } from './window-host.ts'

/** Puts the page together: the only place that knows all its parts. */
async function main(): Promise<void> {
  const host = hostOfWindow()
  const view = createLiveView()
  const hover = createLiveHover()
  const proof = createLiveProofreading()
  const team = createLiveTeam()
  const benchHook = createBenchHook()
  view.setState({ sideBars: readSideBars(localStorage) })

  /** Open once all parts below exist. */
  const together = createGate()
  const lost = (problem: Problem) => {
    view.setState({ lost: problem })
    together.pass(() => report.failed(problem.message))
  }
  const later = (ms: number, call: () => void) => void setTimeout(call, ms)
  const renewal = createCanvasRenewal({ view, giveUp: lost, now: () => performance.now(), later })
  // Workers start before anything is known of the window: they need longer than the rest.
  const engine = startEngine(host, {
    progress: (progress) => {
      view.setState({ progress })
      if (progress.ready > 0 && contrast.isPending()) void contrast.look(false)
      tracker.chunksArrived()
    },
    presented: (frame) =>
      together.pass(() => {
        report.presented(frame.serial, frame.complete)
        benchHook.presented(frame)
      }),
    edit: {
      log: (log) => together.pass(() => proofSession.logChanged(log)),
      team: (message) => together.pass(() => teamSession.hear(message)),
    },
    canvasLost: (problem) =>
      together.pass(() => {
        report.stale()
        renewal.canvasLost(problem)
      }),
    canvasTaken: () => renewal.canvasTaken(),
    stumbled: (problem) => {
      view.setState({ stumbled: problem })
      together.pass(() => report.failed(problem.message))
    },
    lost,
  })
  const contrast = createFirstContrast(view, engine.gl)
  const tracker = createHoverTracker(view, hover, engine.gl)
  const poster = startViewPoster(view, hover, engine.gl, (callback) => requestAnimationFrame(callback))
  const start = await host.startUp()
  const say = (view: ViewWord) => {
    document.documentElement.dataset['view'] = view
  }
  const report = createViewReport({ view, proof, contrast, host, poster, say, capture: start.capture })
  poster.onStale(report.stale)
  poster.onPosted(tracker.viewMoved)
  // The edit worker tells the gl worker before it answers the page.
  proof.subscribe((now, before) => {
    if (now.tool !== before.tool || now.editing !== before.editing) poster.again()
  })

  const notice = (text: string) => view.setState(notify(text))
  const clock = createWorkClock(proof, localStorage, Date.now)
  const pointing = createPointing({ proof, gl: engine.gl, onPoint: clock.pointed })
  const runner = startToolRunner({ proof, edit: engine.edit, clock, say: notice })
  startDoubtView({ view, proof, edit: engine.edit, clock })
  const teamSession = createTeamSession({
    ...{ view, proof, hover, team, host },
    edit: engine.edit,
    storage: localStorage,
    localStore: start.localStore,
    say: notice,
  })
  const proofSession = createProofSession({
    storeFor: teamSession.storeFor,
    view,
    proof,
    edit: engine.edit,
    host,
    storage: localStorage,
    start,
    runner,
    clock,
    now: Date.now,
  })
  together.open()

  const session = createDatasetSession({ view, host, read: engine.read, storage: localStorage, start })
  const commands = createCommands({
    view,
    hover,
    host,
    session,
    newSeed: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    proof: proofActions({ view, proof, session: proofSession, runner, clock }),
    focusedPanel: () => document.activeElement?.closest<HTMLElement>('[data-panel]')?.dataset['panel'],
  })
  listenToKeys(view, commands, () => contextOf(proof.getState().tool))
  listenToPaste(view)
  const sampleChanged = followSample(view, session)
  host.onCommand((command) => {
    if (command.kind === 'show-help') commands('help')
    if (command.kind === 'open-folder') commands('open-folder')
    if (command.kind === 'open') void session.open(command.to.open, command.to)
    if (command.kind === 'open-refused') {
      view.setState(openingFailed({ kind: 'not-a-volume', message: command.message }))
    }
    if (command.kind === 'sample') sampleChanged(command.sample)
    if (command.kind === 'local-store') teamSession.localStore(command.store)
  })
  view.subscribe((now, before) => {
    if (now.sideBars !== before.sideBars && !start.capture) keepSideBars(localStorage, now.sideBars)
    if (now.dataset !== before.dataset) document.title = now.dataset ? `${now.dataset.name} – Skein` : 'Skein'
  })
  if (start.bench === true) benchHook.install(engine.gl, poster)

  const { gl, attachCanvas } = engine
  const app: AppParts = {
    ...{ view, hover, tracker, gl, host, session, commands, start, attachCanvas },
    ...{ proof, proofSession, pointing, clock, team, teamSession },
  }
  const root = document.getElementById('root')
  assert(root !== null, 'index.html has a root')
  createRoot(root).render(
    <AppContext.Provider value={app}>
      <App />
    </AppContext.Provider>,
  )

  view.setState({ sample: start.sample })
  if (start.notice !== undefined) view.setState({ restarted: start.notice })
  void session.refreshRecents()
  if (start.open.length > 0) await session.open(start.open, start)
}

void main()
