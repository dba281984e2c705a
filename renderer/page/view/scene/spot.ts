import type { Vec3 } from '../../../../shared/geometry.ts'
import type { PickedLayer } from '../../../gl/messages.ts'
import type { GlClient } from '../../engine/gl-client.ts'

/** A point that a person means: a place in a slice or at the crosshair, or a pixel of the 3-D panel. */
export type Spot =
  /** Nanometres. */
  | { readonly kind: 'place'; readonly position: Vec3 }
  /** Device pixels from the top left of the canvas. It means what is seen there. */
  | { readonly kind: 'pixel'; readonly x: number; readonly y: number }

export interface PickedSpot {
  /** Null where a pixel shows nothing. */
  readonly position: Vec3 | null
  readonly layers: readonly PickedLayer[]
}

/** What lies there. */
export function pickSpot(gl: Pick<GlClient, 'pick' | 'pickPixel'>, spot: Spot): Promise<PickedSpot> {
  if (spot.kind === 'pixel') return gl.pickPixel(spot.x, spot.y)
  const { position } = spot
  return gl.pick(position).then((layers) => ({ position, layers }))
}

export function placeSpot(position: Vec3): Spot {
  return { kind: 'place', position }
}
