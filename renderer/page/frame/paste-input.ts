import { parsePosition } from '../../../shared/view/labels/format-position.ts'
import type { LiveView } from '../view/live-view.ts'
import { centreAt, showDialog } from '../view/recipes.ts'
import { belongsToControl } from './key-input.ts'

/** Addresses as people copy them, from a browser or from Neuroglancer. */
const ADDRESS = /^\s*["']?(precomputed:\/\/)?(https?):\/\/\S+/

/**
 * A pasted position centres the view on it. A pasted address opens the dialog for addresses with it. Fields keep their
 * own paste.
 */
export function listenToPaste(view: LiveView): () => void {
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    const { dialog, dataset } = view.getState()
    if (text === '' || dialog || belongsToControl(event.target, '')) return
    const voxelSize = dataset?.layers[0]?.volume.scales[0].resolution
    const position = voxelSize && parsePosition(text, voxelSize)
    if (position?.ok) view.setState(centreAt(position.value))
    else if (ADDRESS.test(text)) view.setState(showDialog({ kind: 'open-url', text: text.trim() }))
  }
  window.addEventListener('paste', onPaste)
  return () => window.removeEventListener('paste', onPaste)
}
