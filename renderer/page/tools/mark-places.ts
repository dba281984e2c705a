/** A mark's point in its panel, CSS pixels. */
export interface MarkPoint {
  readonly x: number
  readonly y: number
  readonly side: 'a' | 'b'
}

export interface MarkPlace {
  readonly x: number
  readonly y: number
}

export interface PanelSize {
  readonly width: number
  readonly height: number
}

/** From a point to the middle of its name, CSS pixels: the tissue at the point stays free. */
export const STEM = 28
/** A name reaches this far from its middle. */
export const NAME_RADIUS = 8
/** A point that lies this near to a named one of its side needs no name of its own. */
const CROWDED = 40

type Direction = readonly [right: number, down: number]

/** Up and to either side, where no point of the other side says better. */
const ALONE: Readonly<Record<MarkPoint['side'], Direction>> = {
  a: [-Math.SQRT1_2, -Math.SQRT1_2],
  b: [Math.SQRT1_2, -Math.SQRT1_2],
}

/** A name is turned round its point by the first of these that keeps it in the panel, radians. */
const TURNS = [0, 45, -45, 90, -90, 120, -120].map((degrees) => (degrees * Math.PI) / 180)

/**
 * Where the name of each point stands; undefined where a named point is near. A name stands on the far side of its point,
 * seen from the points of the other side, so that nothing lies over the contact between them.
 */
export function namePlaces(points: readonly MarkPoint[], panel: PanelSize): readonly (MarkPlace | undefined)[] {
  const named: MarkPoint[] = []
  return points.map((point) => {
    const isCrowded = named.some((one) => one.side === point.side && far(one, point) < CROWDED)
    if (isCrowded) return undefined
    named.push(point)
    const [right, down] = awayFrom(middleOf(points.filter(({ side }) => side !== point.side)), point)
    const places = TURNS.map((turn) => {
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
      return { x: point.x + STEM * (right * cos - down * sin), y: point.y + STEM * (right * sin + down * cos) }
    })
    return places.find((place) => isInside(place, panel)) ?? kept(places[0]!, panel)
  })
}

/** The two ends of the line from one point to the other. Its middle is left out: there the two touch. */
export function jointEnds(a: MarkPlace, b: MarkPlace): readonly { readonly from: MarkPlace; readonly to: MarkPlace }[] {
  const distance = far(a, b)
  if (distance < 1) return []
  const end = (from: MarkPlace, towards: MarkPlace) => {
    const share = Math.min(STEM, 0.3 * distance) / distance
    return { from, to: { x: from.x + (towards.x - from.x) * share, y: from.y + (towards.y - from.y) * share } }
  }
  return [end(a, b), end(b, a)]
}

function awayFrom(other: MarkPlace | undefined, point: MarkPoint): Direction {
  const distance = other === undefined ? 0 : far(other, point)
  if (other === undefined || distance < 1) return ALONE[point.side]
  return [(point.x - other.x) / distance, (point.y - other.y) / distance]
}

function middleOf(points: readonly MarkPlace[]): MarkPlace | undefined {
  if (points.length === 0) return undefined
  const sum = (axis: 'x' | 'y') => points.reduce((total, point) => total + point[axis], 0)
  return { x: sum('x') / points.length, y: sum('y') / points.length }
}

function kept({ x, y }: MarkPlace, { width, height }: PanelSize): MarkPlace {
  const within = (value: number, size: number) => Math.min(size - NAME_RADIUS, Math.max(NAME_RADIUS, value))
  return { x: within(x, width), y: within(y, height) }
}

function isInside({ x, y }: MarkPlace, { width, height }: PanelSize): boolean {
  return x >= NAME_RADIUS && y >= NAME_RADIUS && x <= width - NAME_RADIUS && y <= height - NAME_RADIUS
}

function far(a: MarkPlace, b: MarkPlace): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
