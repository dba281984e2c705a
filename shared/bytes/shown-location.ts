import { isNeuroglancerLink } from '../link/neuroglancer/read-link.ts'
import { shownLink } from '../link/neuroglancer/shown-link.ts'
import { splitAddress } from './address.ts'

/**
 * A location as the window and messages show it: an address without user, password, query and fragment, each of which may
 * be a secret (`?token=…`, a signature). A path is shown whole: `?` and `#` are characters like any other there.
 */
export function shownLocation(location: string): string {
  if (isNeuroglancerLink(location)) return shownLink(location)
  const { scheme } = splitAddress(location)
  if (scheme === undefined || scheme === 'file') return location
  return location.replace(/[?#].*$/s, '').replace(/:\/\/[^/]*@/, '://')
}
