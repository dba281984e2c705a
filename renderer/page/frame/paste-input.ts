import { isAddressStart } from '../../../shared/bytes/address.ts'
import { isNeuroglancerLink } from '../../../shared/link/neuroglancer/read-link.ts'
import { readPlaceOrIds } from '../../../shared/view/labels/place-or-ids.ts'
import type { DatasetSession } from '../datasets/dataset-session.ts'
import type { ProofSession } from '../proofread/proof-session.ts'
import type { LiveView } from '../view/live-view.ts'
import { centreAt, notify, showDialog } from '../view/recipes.ts'
import { belongsToControl } from './key-input.ts'

/**
 * A pasted position centres the view on it. Pasted ids are selected. A pasted address opens the dialog for addresses with it, and a
 * link to a view in Neuroglancer that view. Fields keep their own paste.
 */
export function listenToPaste(
  view: LiveView,
  selectIds: ProofSession['selectIds'],
  open: DatasetSession['open'],
): () => void {
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    const { dialog, dataset } = view.getState()
    if (text === '' || dialog || belongsToControl(event.target, '')) return
    if (isNeuroglancerLink(text)) return void open([text.trim()])
    const grid = dataset?.layers[0]?.volume.scales[0]
    const wanted = grid && readPlaceOrIds(text, grid)
    if (wanted?.kind === 'position') view.setState(centreAt(wanted.position))
    else if (wanted?.kind === 'too-many') view.setState(notify(wanted.sentence))
    else if (wanted?.kind === 'ids') void selectIds(wanted.ids).then((why) => why && view.setState(notify(why)))
    else if (isAddressStart(text)) view.setState(showDialog({ kind: 'open-url', text: text.trim() }))
  }
  window.addEventListener('paste', onPaste)
  return () => window.removeEventListener('paste', onPaste)
}
