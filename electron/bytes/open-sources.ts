import type { OpenedSource } from '../../shared/contracts/host-api.ts'
import { problemOf, type Result } from '../../shared/problem.ts'
import { type OpenedLocation, type OpenOptions, openSource } from './open-source.ts'
import type { OpenedPlace } from './origin-source.ts'
import { createServedSource, type ServedSource } from './served-source.ts'

/** The sources that are open, by id. */
export interface OpenSources {
  /** Every expected failure is a `Result`; only bugs reject. */
  open(location: string): Promise<Result<OpenedSource>>
  /** A folder below a source that is open, as `open`. */
  openBelow(sourceId: string, folder: string): Promise<Result<OpenedSource>>
  /** What to open in its place, see `HostApi.openInstead`; undefined too where it is not open. */
  openInstead(sourceId: string, marks: readonly string[]): Promise<string | undefined>
  close(sourceId: string): void
  find(sourceId: string): ServedSource | undefined
}

/** `generation` is part of each id: after a restart of the byte process no id from before may name another source. */
export function createOpenSources(options: OpenOptions, generation: number): OpenSources {
  const open = new Map<string, { readonly source: ServedSource; readonly place: OpenedPlace }>()
  let count = 0

  async function add(opening: Promise<OpenedPlace & Partial<OpenedLocation>>): Promise<Result<OpenedSource>> {
    try {
      const place = await opening
      const sourceId = `source-${generation}-${++count}`
      open.set(sourceId, { source: createServedSource(place.source), place })
      const { location, folder, description, above, name, formats = [] } = place
      return { ok: true, value: { sourceId, location, folder, description, above, name, formats } }
    } catch (error) {
      const problem = problemOf(error)
      if (problem === undefined) throw error
      return { ok: false, problem }
    }
  }

  return {
    open: (text) => add(openSource(text, options)),
    async openBelow(sourceId, folder) {
      const found = open.get(sourceId)
      if (found !== undefined) return add(found.place.openBelow(folder))
      return { ok: false, problem: { kind: 'not-found', message: `No source "${sourceId}" is open` } }
    },
    openInstead: async (sourceId, marks) => open.get(sourceId)?.place.nearby(marks),
    close(sourceId) {
      open.get(sourceId)?.source.close()
      open.delete(sourceId)
    },
    find: (sourceId) => open.get(sourceId)?.source,
  }
}
