import './styles.css'
import { createRoot } from 'react-dom/client'
import { assert } from '../../shared/assert.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { AppContext, type AppParts } from './app-context.ts'
import { startDatasets } from './datasets/start-datasets.ts'
import { createGate, gatedEvents } from './engine/gate.ts'
import { startEngine } from './engine/start-engine.ts'
import { startExportWorker } from './exporting/export-thread.ts'
import { startExports } from './exporting/start-exports.ts'
import { App } from './frame/App.tsx'
import { startCommands } from './frame/start-commands.ts'
import { createLiveProperties, startProperties } from './ids/live-properties.ts'
import { createLiveProofreading } from './proofread/live-proofreading.ts'
import { startProofreading } from './proofread/start-proofreading.ts'
import { createShapeReader } from './scene-files/shape-reader.ts'
import { startSceneFiles } from './scene-files/start-scene-files.ts'
import { createLiveTeam } from './team/live-team.ts'
import { createTeamSession } from './team/team-session.ts'
import { createLiveHover } from './view/hover.ts'
import { createLiveView } from './view/live-view.ts'
import { notify } from './view/recipes.ts'
import { startView } from './view/start-view.ts'
import { readWindow, startWindowState } from './window/window-state.ts'
import { hostOfWindow } from './window-host.ts'

/** Puts the page together: the only place that knows all its parts. */
async function main(): Promise<void> {
  const host = hostOfWindow()
  const view = createLiveView()
  const states = { view, hover: createLiveHover(), proof: createLiveProofreading(), team: createLiveTeam() }
  view.setState(readWindow(localStorage))

  // Workers start before anything is known of the window, because they need longer than the rest.
  const gate = createGate()
  const engine = startEngine(
    host,
    gatedEvents(gate, () => ({
      ...drawing.events,
      edit: {
        log: proofreading.proofSession.logChanged,
        doubtsReordered: () => void proofreading.proofSession.doubts.reordered(),
        team: teamSession.hear,
      },
    })),
  )
  const start = await host.startUp()
  const { gl, edit, read, attachCanvas } = engine
  const storage = localStorage
  const say = (text: string, place?: Vec3) => view.setState(notify(text, place))
  const parts = { ...states, host, gl, edit, read, storage, start, say, now: Date.now }

  const drawing = startView(parts)
  const teamSession = createTeamSession({ ...parts, localStore: start.localStore })
  const proofreading = startProofreading({
    ...parts,
    storeFor: teamSession.storeFor,
    afterSlices: drawing.afterSlices,
  })
  gate.open()
  const properties = createLiveProperties()
  startProperties({ view, read, properties })
  const { session, openFirst } = startDatasets(parts)
  const sceneFiles = startSceneFiles({ view, gl, say, read: createShapeReader() })
  const exports = startExports({ view, gl, host, say, startWorker: startExportWorker })
  const { tracker } = drawing
  const { actions, ...proofParts } = proofreading
  const commands = startCommands({ ...parts, session, actions, selectIds: proofreading.proofSession.selectIds })
  host.onCommand((command) => {
    if (command.kind === 'local-store') teamSession.localStore(command.store)
  })
  startWindowState(view, {
    ...{ storage, host, isCapture: start.capture },
    nameWindow: (title) => {
      document.title = title
    },
  })

  render({
    ...states,
    ...proofParts,
    tracker,
    gl,
    host,
    session,
    commands,
    start,
    attachCanvas,
    teamSession,
    properties,
    sceneFiles,
    exports,
  })
  await openFirst()
}

function render(app: AppParts): void {
  const root = document.getElementById('root')
  assert(root !== null, 'index.html has a root')
  createRoot(root).render(
    <AppContext.Provider value={app}>
      <App />
    </AppContext.Provider>,
  )
}

void main()
