import { parsePosition } from '../../../shared/view/labels/format-position.ts'
import { centreAt, showDialog } from '../view/recipes.ts'
import type { ViewStore } from '../view/view-store.ts'
import { belongsToControl } from './key-input.ts'

/** Addresses as people copy them, from a browser or from Neuroglancer. */
const ADDRESS = /^\s*["']?(precomputed:\/\/)?(https?):\/\/\S+/

/** A pasted position jumps there; a pasted address stands in the dialog that opens it. Fields keep their own paste. */
export function listenToPaste(store: ViewStore): () => void {
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    const { dialog, dataset } = store.getState()
    if (text === '' || dialog || belongsToControl(event.target, '')) return
    const voxelSize = dataset?.layers[0]?.volume.scales[0].resolution
    const position = voxelSize && parsePosition(text, voxelSize)
    if (position?.ok) store.setState(centreAt(position.value))
    else if (ADDRESS.test(text)) store.setState(showDialog({ kind: 'open-url', text: text.trim() }))
  }
  window.addEventListener('paste', onPaste)
  return () => window.removeEventListener('paste', onPaste)
}
