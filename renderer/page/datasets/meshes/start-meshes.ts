import type { LiveView } from '../../view/live-view.ts'
import type { Layer } from '../../view/view-state.ts'
import type { OpeningServices } from '../opening/read-description.ts'
import { type FoundMeshes, findMeshes } from './find-meshes.ts'

interface MeshesParts {
  readonly view: LiveView
  readonly services: Pick<OpeningServices, 'openSource' | 'openBelow' | 'read' | 'closeSource'>
}

/**
 * Looks for the stored meshes of each dataset's segmentations once it is open, so that they delay nothing else. What is
 * found comes into the layers; what cannot be read is told there, and costs itself alone.
 */
export function startMeshes({ view, services }: MeshesParts): void {
  let leave = () => {}
  view.subscribe(({ dataset }, before) => {
    const layers = dataset?.layers ?? []
    const isSame = (layer: Layer, i: number) => layer.sourceId === before.dataset?.layers[i]?.sourceId
    if (layers.length === before.dataset?.layers.length && layers.every(isSame)) return
    leave()
    const aborter = new AbortController()
    const sources: string[] = []
    const opened = (sourceId: string) => {
      if (aborter.signal.aborted) void services.closeSource(sourceId)
      else sources.push(sourceId)
    }
    leave = () => {
      aborter.abort()
      for (const sourceId of sources) void services.closeSource(sourceId)
    }
    for (const layer of layers) {
      if (layer.volume.kind !== 'segmentation') continue
      void findMeshes(layer, { services, signal: aborter.signal, opened }).then((found) => {
        if (aborter.signal.aborted) return
        if (found.meshes === undefined && found.skeletons === undefined && found.problems.length === 0) return
        view.setState(({ dataset: now }) => {
          return { dataset: now && { ...now, layers: now.layers.map(withFound(layer, found)) } }
        })
      })
    }
  })
}

/** The layers of one volume (its channels, or the same volume twice) share a source, and not an id. */
function withFound({ id }: Layer, { meshes, skeletons, problems }: FoundMeshes): (layer: Layer) => Layer {
  return (layer) => (layer.id === id ? { ...layer, meshes, skeletons, meshProblems: problems } : layer)
}
