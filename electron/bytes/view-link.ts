import { notAPlace } from './not-a-place.ts'

/** Throws a `ProblemError` for a link to a view in Neuroglancer, which names several sources and a view of them. */
export function refuseViewLink(address: string): void {
  if (!address.includes('#!')) return
  throw notAPlace('This is a link to a view in Neuroglancer; give the address of one of its sources instead', address)
}
