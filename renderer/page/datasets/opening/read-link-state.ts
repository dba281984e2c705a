import { shownLocation } from '../../../../shared/bytes/shown-location.ts'
import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import type { LinkedView } from '../../../../shared/link/neuroglancer/linked-view.ts'
import { readNeuroglancerLink } from '../../../../shared/link/neuroglancer/read-link.ts'
import { readNeuroglancerView } from '../../../../shared/link/neuroglancer/read-view.ts'
import { parseStateText } from '../../../../shared/link/neuroglancer/state-text.ts'
import { ProblemError, problemOf, unwrap } from '../../../../shared/problem.ts'
import type { OpeningServices } from './read-description.ts'

/** What messages call a state that stands in the link itself. */
const LINK = 'The Neuroglancer link'

/** Reads the view of a link, also where the link names a file of it. Rejects with a `ProblemError`. */
export async function readLinkState(
  text: string,
  openSource: (location: string) => Promise<OpenedSource>,
  services: Pick<OpeningServices, 'read'>,
  signal: AbortSignal,
): Promise<LinkedView> {
  const state = unwrap(readNeuroglancerLink(text))
  if (state.kind === 'state') return unwrap(readNeuroglancerView(state.json, LINK))
  const file = shownLocation(state.address)
  try {
    const { folder, key } = fileAt(state.address)
    const source = await openSource(folder)
    const bytes = await services.read(source.sourceId, key, signal)
    if (bytes === undefined) throw new ProblemError({ kind: 'not-found', message: `There is no view at ${file}`, file })
    const json = unwrap(parseStateText(new TextDecoder().decode(bytes), file))
    return unwrap(readNeuroglancerView(json, file))
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
