import type { OpenedSource } from '../../shared/host-api.ts'
import { problemOf, type Result } from '../../shared/problem.ts'
import { type OpenStoreOptions, openStore } from './open-store.ts'
import { createSource, type Source } from './source.ts'

/** The sources that are open, by id. */
export interface Sources {
  /** Every expected failure is a `Result`; only bugs reject. */
  open(location: string): Promise<Result<OpenedSource>>
  close(sourceId: string): void
  find(sourceId: string): Source | undefined
}

/** `generation` is part of each id: after a restart of the byte process no id from before may name another source. */
export function createSources(options: OpenStoreOptions, generation: number): Sources {
  const open = new Map<string, Source>()
  let opened = 0
  return {
    async open(text) {
      try {
        const { store, location, name } = await openStore(text, options)
        const sourceId = `source-${generation}-${++opened}`
        open.set(sourceId, createSource(store))
        return { ok: true, value: { sourceId, location, name } }
      } catch (error) {
        const problem = problemOf(error)
        if (problem === undefined) throw error
        return { ok: false, problem }
      }
    },
    close(sourceId) {
      open.get(sourceId)?.close()
      open.delete(sourceId)
    },
    find: (sourceId) => open.get(sourceId),
  }
}
