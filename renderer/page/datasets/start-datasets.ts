import { followImport } from '../importing/follow-import.ts'
import { openingFailed } from '../view/recipes.ts'
import { createDatasetSession, type DatasetSession, type SessionParts } from './dataset-session.ts'
import { followSample } from './follow-sample.ts'
import { startMeshes } from './meshes/start-meshes.ts'
import { createTellOnce } from './tell-once.ts'

export interface Datasets {
  readonly session: DatasetSession
  /** Opens what the window was started with. Called once the page is rendered. */
  readonly openFirst: () => Promise<void>
}

/** Opens datasets: by hand, from the start, and when the host asks for one. */
export function startDatasets(parts: SessionParts): Datasets {
  const { view, host, start, read } = parts
  const session = createDatasetSession(parts)
  const sampleChanged = followSample(view, session)
  const importChanged = followImport(view, session)
  const tellOnce = createTellOnce(view)
  const services = {
    openSource: (location: string) => host.openSource(location),
    openBelow: (sourceId: string, folder: string) => host.openBelow(sourceId, folder),
    closeSource: (sourceId: string) => host.closeSource(sourceId),
    read,
  }
  startMeshes({ view, services })
  host.onCommand((command) => {
    if (command.kind === 'open') void session.open(command.to.open, command.to)
    if (command.kind === 'sample') sampleChanged(command.sample)
    if (command.kind === 'import') importChanged(command.importing)
    if (command.kind === 'notice') tellOnce(command.message)
    if (command.kind === 'open-refused') {
      view.setState(openingFailed({ kind: 'not-a-volume', message: command.message }))
    }
  })
  return {
    session,
    openFirst: async () => {
      view.setState({ sample: start.sample, importing: start.importing, restarted: start.notice ?? null })
      void session.refreshRecents()
      if (start.open.length > 0) await session.open(start.open, start)
    },
  }
}
