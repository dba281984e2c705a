import type { Vec3 } from '../../../shared/geometry.ts'
import type { Trail } from './tool.ts'
import { type TrailPoint, trailLines } from './trail-lines.ts'

interface PathTrailProps {
  readonly trail: Trail
  /** Where a place is in the panel. */
  readonly project: (place: Vec3) => TrailPoint
}

/** A trail over a panel: strong where it is near, faint elsewhere, and a ring round its weakest place. */
export function PathTrail({ trail, project }: PathTrailProps) {
  const { far, close, weakest } = trailLines(trail, project)
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
