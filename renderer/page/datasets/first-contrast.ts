import type { GlClient } from '../engine/gl-client.ts'
import type { LiveView } from '../view/live-view.ts'
import { changeImage } from '../view/recipes.ts'
import type { Layer } from '../view/view-state.ts'

/** Sets the contrast of images from their voxels, unless somebody has set it. */
export interface FirstContrast {
  /** Whether an image in view still waits for its contrast. */
  readonly isPending: () => boolean
  /**
   * Takes black and white from what is in view. `isWhole`: nothing more will come, so that they stay. Resolves with
   * whether anything looks different now.
   */
  readonly look: (isWhole: boolean) => Promise<boolean>
}

export function createFirstContrast(view: LiveView, gl: Pick<GlClient, 'histogram'>): FirstContrast {
  const waiting = (): readonly Layer[] =>
    (view.getState().dataset?.layers ?? []).filter(
      ({ view }) => view.kind === 'image' && view.visible && view.fromData === true,
    )
  let looking: Promise<boolean> | undefined
  /** Layers that were given a contrast from the first chunks. */
  const begun = new Set<string>()

  const look = async (isWhole: boolean): Promise<boolean> => {
    let changed = false
    for (const { id, sourceId } of waiting()) {
      const key = `${sourceId} ${id}`
      if (!isWhole && begun.has(key)) continue
      const { range } = await gl.histogram(id)
      const now = waiting().find((layer) => layer.id === id && layer.sourceId === sourceId)
      if (range === null || now?.view.kind !== 'image') continue
      begun.add(key)
      changed ||= now.view.black !== range.black || now.view.white !== range.white
      view.setState(changeImage(id, isWhole ? { ...range, fromData: false } : range))
    }
    return changed
  }
  return {
    isPending: () => waiting().length > 0,
    look: async (isWhole) => {
      // One look at a time and in order, so that the whole one comes last.
      await looking
      looking = look(isWhole)
      return looking
    },
  }
}
