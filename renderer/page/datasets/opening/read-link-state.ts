import { shownLocation } from '../../../../shared/bytes/shown-location.ts'
import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import type { LinkedView } from '../../../../shared/link/neuroglancer/linked-view.ts'
import { ProblemError, problemOf, unwrap } from '../../../../shared/problem.ts'
import type { OpeningServices } from './read-description.ts'

/** Reads the view of a link, also where the link names a file of it. Rejects with a `ProblemError`. */
export async function readLinkState(
  text: string,
  openSource: (location: string) => Promise<OpenedSource>,
  services: Pick<OpeningServices, 'read' | 'readState'>,
  signal: AbortSignal,
): Promise<LinkedView> {
  const state = unwrap(await services.readState({ kind: 'link', text }, signal))
  if (state.kind === 'view') return state.view
  if (state.kind === 'json') throw new Error('a link is read as one')
  const file = shownLocation(state.address)
  try {
    const { folder, key } = fileAt(state.address)
    const source = await openSource(folder)
    const bytes = await services.read(source.sourceId, key, signal)
    if (bytes === undefined) throw new ProblemError({ kind: 'not-found', message: `There is no view at ${file}`, file })
    const outcome = unwrap(await services.readState({ kind: 'state', bytes, file }, signal))
    if (outcome.kind !== 'view') throw new Error('a state is read as one')
    return outcome.view
  } catch (error) {
    const problem = problemOf(error)
    if (problem?.kind !== 'forbidden') throw error
    const host = /^[^:]*:\/\/([^/]*)/.exec(file)?.[1] ?? file
    const message = `The view of the link needs a login at ${host}. ${problem.message}`
    throw new ProblemError({ ...problem, message, file }, { cause: error })
  }
}

/** The folder of a file, with its query, and the file's plain name in it. */
function fileAt(address: string): { readonly folder: string; readonly key: string } {
  const [, folder = '', name = '', query = ''] = /^([^?#]*)\/([^/?#]+)\/*(\?[^#]*)?/.exec(address) ?? []
  return { folder: `${folder}${query}`, key: decoded(name) }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
