import { pixelAt, type planeOf } from '../../../shared/view/slice/slice-plane.ts'
import type { Trail } from './tool.ts'
import { trailLines } from './trail-lines.ts'

interface PathTrailProps {
  readonly trail: Trail
  readonly plane: ReturnType<typeof planeOf>
  readonly devicePixelRatio: number
  /** Nanometres across the plane within which the trail counts as near. */
  readonly near: number
}

/** A trail over a slice: strong where it runs near the plane, faint elsewhere, and a ring round its weakest place. */
export function PathTrail({ trail, plane, devicePixelRatio: ratio, near }: PathTrailProps) {
  const { far, close, weakest } = trailLines(trail, (place) => {
    const { x, y, off } = pixelAt(plane, place)
    return { x: x / ratio, y: y / ratio, isNear: Math.abs(off) <= near }
  })
  return (
    <g className="trail">
      <path className="far" d={far} />
      <path className="under" d={close} />
      <path className="close" d={close} />
      {weakest === undefined ? null : (
        <>
          <circle className="under" cx={weakest.x} cy={weakest.y} r={WEAKEST_RADIUS} />
          <circle
            className={weakest.isNear ? 'weakest' : 'weakest off'}
            cx={weakest.x}
            cy={weakest.y}
            r={WEAKEST_RADIUS}
          />
        </>
      )}
    </g>
  )
}

/** CSS pixels: wide enough that the contact itself is bare. */
const WEAKEST_RADIUS = 9
