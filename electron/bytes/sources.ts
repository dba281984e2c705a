import type { OpenedSource } from '../../shared/contracts/host-api.ts'
import { problemOf, type Result } from '../../shared/problem.ts'
import { type OpenedStore, type OpenStoreOptions, openStore, openStoreBelow } from './open-store.ts'
import { createSource, type Source } from './source.ts'

/** The sources that are open, by id. */
export interface Sources {
  /** Every expected failure is a `Result`; only bugs reject. */
  open(location: string): Promise<Result<OpenedSource>>
  /** A folder below a source that is open, as `open`. */
  openBelow(sourceId: string, folder: string): Promise<Result<OpenedSource>>
  close(sourceId: string): void
  find(sourceId: string): Source | undefined
}

/** `generation` is part of each id: after a restart of the byte process no id from before may name another source. */
export function createSources(options: OpenStoreOptions, generation: number): Sources {
  const open = new Map<string, { readonly source: Source; readonly opened: OpenedStore }>()
  let count = 0

  async function add(opening: Promise<OpenedStore>): Promise<Result<OpenedSource>> {
    try {
      const opened = await opening
      const sourceId = `source-${generation}-${++count}`
      open.set(sourceId, { source: createSource(opened.store), opened })
      const { location, folder, description, above, name } = opened
      return { ok: true, value: { sourceId, location, folder, description, above, name } }
    } catch (error) {
      const problem = problemOf(error)
      if (problem === undefined) throw error
      return { ok: false, problem }
    }
  }

  return {
    open: (text) => add(openStore(text, options)),
    async openBelow(sourceId, folder) {
      const found = open.get(sourceId)
      if (found !== undefined) return add(openStoreBelow(found.opened, folder, options))
      return { ok: false, problem: { kind: 'not-found', message: `No source "${sourceId}" is open` } }
    },
    close(sourceId) {
      open.get(sourceId)?.source.close()
      open.delete(sourceId)
    },
    find: (sourceId) => open.get(sourceId)?.source,
  }
}
