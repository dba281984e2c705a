import type { PanelRect, SliceKind } from '../../../shared/view/camera.ts'
import { panelAxes, pixelAt, planeOf } from '../../../shared/view/slice/slice-plane.ts'
import { useProof, useView } from '../app-context.ts'
import type { Mark } from './tool.ts'
import { toolOf } from './tool-list.ts'

/** A mark is drawn while its point is within this many slices of the plane; on the plane itself it is filled. */
const NEAR_SLICES = 12

/** CSS pixels. */
const RADIUS = 5

interface ToolMarksProps {
  readonly kind: SliceKind
  readonly rect: PanelRect
  readonly devicePixelRatio: number
}

/** The tool's points near the plane of one panel, and the line between two of them that are to be joined. */
export function ToolMarks(props: ToolMarksProps) {
  const inHand = useProof((state) => state.tool.inHand)
  const tool = toolOf(inHand)
  const marks = tool.marks(inHand)
  // `Marks` alone follows the camera: without marks a move of it renders nothing.
  return marks.length === 0 ? null : <Marks {...props} marks={marks} joined={tool.joinsMarks === true} />
}

interface MarksProps extends ToolMarksProps {
  readonly marks: readonly Mark[]
  readonly joined: boolean
}

function Marks({ kind, rect, devicePixelRatio: ratio, marks, joined }: MarksProps) {
  const camera = useView((state) => state.camera)
  const voxelSize = useView((state) => state.dataset?.layers[0]?.volume.scales[0].resolution) ?? [1, 1, 1]
  const { normal } = panelAxes(camera, kind)
  const slice = 1 / Math.hypot(normal[0] / voxelSize[0], normal[1] / voxelSize[1], normal[2] / voxelSize[2])
  const plane = planeOf(camera, kind, rect, ratio)
  const placed = marks.map((mark) => {
    const { x, y, off } = pixelAt(plane, mark.position)
    return { ...mark, x: x / ratio, y: y / ratio, slices: Math.abs(off) / slice }
  })
  const [a, b] = placed
  return (
    <svg className="tool-marks" aria-hidden>
      {joined && a && b ? (
        <g className="joint">
          <line className="under" x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
          <line x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
        </g>
      ) : null}
      {placed.map(({ x, y, slices, side, words }, i) =>
        slices > NEAR_SLICES ? null : (
          <g
            key={i}
            className={`mark ${side} ${slices <= 0.75 ? 'here' : 'off'}`}
            opacity={1 - slices / (1.5 * NEAR_SLICES)}
          >
            <circle cx={x} cy={y} r={RADIUS} />
            {/* To either side, so that two points near each other keep their names. */}
            <text x={side === 'a' ? x - 9 : x + 9} y={y + 4} textAnchor={side === 'a' ? 'end' : 'start'}>
              {words}
            </text>
          </g>
        ),
      )}
    </svg>
  )
}
