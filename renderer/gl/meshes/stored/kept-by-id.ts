import type { SceneSight } from '../../../../shared/meshes/scene-needs/needed-blocks.ts'

/**
 * Keeps what was computed of an id, as long as nothing of it in memory changes, the scene is looked at in the same way, and
 * its `place` is the same: a segment may have thousands of ids, and a part arrives of one at a time.
 */
export function createKeptById<T>(revisionOf: (id: bigint) => number) {
  const kept = new Map<bigint, { revision: number; place: number; value: T }>()
  let last: SceneSight | undefined
  return (id: bigint, sight: SceneSight, place: number, compute: () => T): T => {
    if (sight !== last) kept.clear()
    last = sight
    const [own, revision] = [kept.get(id), revisionOf(id)]
    if (own !== undefined && own.revision === revision && own.place === place) return own.value
    const value = compute()
    kept.set(id, { revision, place, value })
    return value
  }
}
