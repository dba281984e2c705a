import type { ClipboardEvent } from 'react'

/**
 * Lines that are pasted into a field of one line, set apart by plus signs: the field would join ids that stand one a line.
 * Undefined where the field may take the paste as it is.
 */
export function pastedLines(event: ClipboardEvent): string | undefined {
  const pasted = event.clipboardData.getData('text/plain').trim()
  if (!pasted.includes('\n')) return undefined
  event.preventDefault()
  return pasted.split(/\s*\n\s*/).join(' + ')
}
