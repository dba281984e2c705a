import { isRecord } from '../../json-field.ts'
import { readNeuroglancerLink } from './read-link.ts'

/** Characters of a link whose layers are looked at for its name; the app itself keeps no longer ones. */
const CHARACTERS_MAX = 4096

/** A link as the window and messages show it: the addresses of its layers without what may be a secret. */
export function shownLink(text: string): string {
  const link = text.length > CHARACTERS_MAX ? undefined : readNeuroglancerLink(text)
  const json = link?.ok && link.value.kind === 'state' ? link.value.json : undefined
  const layers = isRecord(json) && Array.isArray(json['layers']) ? json['layers'] : []
  const sources = layers.flatMap((layer: unknown) => {
    const source = isRecord(layer) ? layer['source'] : undefined
    return typeof source === 'string' ? [source.replace(/[?#].*$/s, '').replace(/:\/\/[^/]*@/, '://')] : []
  })
  const named =
    sources.length > 0
      ? sources.join(' + ')
      : (/^["'<\s]*(https?:\/\/[^#?]*)/i.exec(text.slice(0, CHARACTERS_MAX))?.[1] ?? '')
  return named === '' ? 'Neuroglancer link' : `Neuroglancer link: ${named}`
}
