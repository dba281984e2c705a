import { assert } from '../../shared/assert.ts'
import type { HostApi } from '../../shared/contracts/host-api.ts'

declare global {
  interface Window {
    /** Put there by the preload. */
    readonly host?: HostApi
  }
}

export function hostOfWindow(): HostApi {
  assert(window.host !== undefined, 'the preload offers the host')
  return window.host
}
