import { type ReactNode, useMemo } from 'react'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { PanelRect, SliceKind } from '../../../shared/view/camera.ts'
import { panelAxes, pixelAt, planeOf } from '../../../shared/view/slice/slice-plane.ts'
import { useProof, useView } from '../app-context.ts'
import { jointEnds, type MarkPlace, type MarkPoint, NAME_RADIUS, namePlaces, type PanelSize } from './mark-places.ts'
import { PathTrail } from './PathTrail.tsx'
import type { Mark, Trail } from './tool.ts'
import { toolOf } from './tool-list.ts'

/** A mark is drawn while its point is within this many slices of the plane; on the plane itself it is filled. */
const NEAR_SLICES = 12

/** Of the dot at the point itself, CSS pixels. */
const RADIUS = 2.5

interface ToolMarksProps {
  readonly kind: SliceKind
  readonly rect: PanelRect
  readonly devicePixelRatio: number
}

/** The tool's points near the plane of one panel, and the line between two of them that are to be joined. */
export function ToolMarks(props: ToolMarksProps) {
  const inHand = useProof((state) => state.tool.inHand)
  const preview = useProof((state) => state.tool.preview)
  const tool = toolOf(inHand)
  const marks = tool.marks(inHand)
  const trail = useMemo(() => tool.trail?.(inHand, preview) ?? null, [tool, inHand, preview])
  // `Marks` alone follows the camera: without marks a move of it renders nothing.
  return marks.length === 0 ? null : <Marks {...props} marks={marks} joined={tool.joinsMarks === true} trail={trail} />
}

interface MarksProps extends ToolMarksProps {
  readonly marks: readonly Mark[]
  readonly joined: boolean
  readonly trail: Trail | null
}

function Marks({ kind, rect, devicePixelRatio: ratio, marks, joined, trail }: MarksProps) {
  const camera = useView((state) => state.camera)
  const voxelSize = useView((state) => state.dataset?.layers[0]?.volume.scales[0].resolution) ?? [1, 1, 1]
  const { normal } = panelAxes(camera, kind)
  const slice = 1 / Math.hypot(normal[0] / voxelSize[0], normal[1] / voxelSize[1], normal[2] / voxelSize[2])
  const plane = planeOf(camera, kind, rect, ratio)
  const placed = marks.map((mark) => {
    const { x, y, off } = pixelAt(plane, mark.position)
    return { ...mark, x: x / ratio, y: y / ratio, slices: Math.abs(off) / slice }
  })
  const project = (place: Vec3) => {
    const { x, y, off } = pixelAt(plane, place)
    return { x: x / ratio, y: y / ratio, isNear: Math.abs(off) <= NEAR_SLICES * slice }
  }
  const shown = placed.map(({ slices, ...mark }) => ({
    ...mark,
    look: slices <= 0.75 ? ('here' as const) : ('off' as const),
    opacity: slices <= NEAR_SLICES ? 1 - slices / (1.5 * NEAR_SLICES) : 0,
  }))
  return (
    <DrawnMarks marks={shown} joined={joined} panel={{ width: rect.width / ratio, height: rect.height / ratio }}>
      {trail === null ? null : <PathTrail trail={trail} project={project} />}
    </DrawnMarks>
  )
}

/** A mark in its panel, CSS pixels. */
export interface DrawnMark extends MarkPoint {
  readonly words: string
  /** `here`: the point is on what is seen, and not before or behind it. */
  readonly look: 'here' | 'off'
  /** 0: it is not drawn, but for the line that joins it. */
  readonly opacity: number
}

interface DrawnMarksProps {
  readonly marks: readonly DrawnMark[]
  readonly joined: boolean
  readonly panel: PanelSize
  /** What lies under the marks. */
  readonly children: ReactNode
}

export function DrawnMarks({ marks, joined, panel, children }: DrawnMarksProps) {
  const shown = marks.filter(({ opacity }) => opacity > 0)
  const names = namePlaces(shown, panel)
  const [a, b] = marks
  return (
    <svg className="tool-marks" aria-hidden>
      {children}
      {joined && a && b
        ? jointEnds(a, b).map(({ from, to }, i) => (
            <g key={i} className="joint">
              <line className="under" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
              <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
            </g>
          ))
        : null}
      {shown.map(({ x, y, look, opacity, side, words }, i) => (
        <g key={i} className={`mark ${side} ${look}`} opacity={opacity}>
          <NameOnStem from={{ x, y }} at={names[i]} words={words} />
          <circle className="point" cx={x} cy={y} r={RADIUS} />
        </g>
      ))}
    </svg>
  )
}

interface NameOnStemProps {
  readonly from: MarkPlace
  /** Undefined for a point that stands near a named one. */
  readonly at: MarkPlace | undefined
  readonly words: string
}

function NameOnStem({ from, at, words }: NameOnStemProps) {
  if (at === undefined) return null
  const ends = { x1: from.x, y1: from.y, x2: at.x, y2: at.y }
  return (
    <>
      <line className="stem under" {...ends} />
      <line className="stem" {...ends} />
      <circle className="name" cx={at.x} cy={at.y} r={NAME_RADIUS} />
      <text x={at.x} y={at.y + 4} textAnchor="middle">
        {words}
      </text>
    </>
  )
}
