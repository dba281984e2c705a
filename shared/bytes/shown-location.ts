/**
 * A location as the window and messages show it: an address without user, password, query and fragment, each of which may
 * be a secret (`?token=…`, a signature). A path is shown whole: `?` and `#` are characters like any other there.
 */
export function shownLocation(location: string): string {
  const isAddress = /^[\s"']*(precomputed:\/\/)*(?!file:|precomputed:)[a-z][a-z0-9+.-]*:\/\//i.test(location)
  if (!isAddress) return location
  return location.replace(/[?#].*$/s, '').replace(/:\/\/[^/]*@/, '://')
}
