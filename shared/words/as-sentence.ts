/** A text with a full stop at its end, as sentences stand on screen. Problems and refusals are written without one. */
export function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
