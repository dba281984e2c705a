import { LOCATION_CHARACTERS_MAX } from '../../../shared/contracts/host-api.ts'

/** Whether a text is a path from the root on, of any system: only such a path says the same to every process. */
export function isWholePath(text: string): boolean {
  return /^(\/|\\\\|[a-z]:[\\/])/i.test(text) && text.length <= LOCATION_CHARACTERS_MAX && !text.includes('\0')
}
