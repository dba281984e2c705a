import type { Layer } from '../view/view-state.ts'

/** The sources that were opened for a layer with its dataset. */
export function sourcesOf({ sourceId, namedMeshes }: Layer): readonly string[] {
  return namedMeshes?.opened.ok ? [sourceId, namedMeshes.opened.value.sourceId] : [sourceId]
}
