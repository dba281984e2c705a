import { Box, Info, Layers3, Maximize, RotateCcw, TriangleAlert } from 'lucide-react'
import type { PanelRect } from '../../../../shared/view/camera.ts'
import { scaleBar } from '../../../../shared/view/labels/scale-bar.ts'
import { sceneAxes } from '../../../../shared/view/scene/scene-moves.ts'
import { useApp, useView } from '../../app-context.ts'
import { IconButton, IconToggle } from '../../controls/IconButton.tsx'
import { ShapesMenu } from './ShapesMenu.tsx'
import { sceneLine } from './scene-words.ts'

/** CSS pixels: a scale bar is at most this long, and at most this share of a narrow panel. */
const MAX_SCALE_BAR = 140
const MAX_SCALE_BAR_SHARE = 0.35

interface SceneOverlayProps {
  readonly rect: PanelRect
  readonly devicePixelRatio: number
}

/** What lies over the 3-D panel beside its name and its buttons. */
export function SceneOverlay({ rect, devicePixelRatio: ratio }: SceneOverlayProps) {
  return (
    <>
      <AxesCross />
      <ScaleBar width={rect.width / ratio} />
      <SceneFoot width={rect.width / ratio} />
    </>
  )
}

/** Buttons of the 3-D panel, beside the one that maximises it. */
export function SceneButtons() {
  const { commands } = useApp()
  const isPerspective = useView((state) => state.scene.projection === 'perspective')
  const slices = useView((state) => state.sceneSlices)
  return (
    <>
      <IconButton label="Fit the shapes" icon={Maximize} command="scene-fit" />
      <IconButton label="Turn as at first" icon={RotateCcw} command="scene-reset" />
      <IconToggle
        label="Perspective"
        icon={Box}
        command="scene-projection"
        isSelected={isPerspective}
        onChange={() => commands('scene-projection')}
      />
      <IconToggle
        label="Slices in the 3-D view"
        icon={Layers3}
        command="scene-slices"
        isSelected={slices}
        onChange={() => commands('scene-slices')}
      />
      <ShapesMenu />
    </>
  )
}

function ScaleBar({ width }: { readonly width: number }) {
  const nmPerPixel = useView((state) => state.scene.nmPerPixel)
  const isPerspective = useView((state) => state.scene.projection === 'perspective')
  const bar = scaleBar(nmPerPixel, Math.min(MAX_SCALE_BAR, width * MAX_SCALE_BAR_SHARE))
  // In perspective a length is true at one depth only.
  const at = isPerspective ? ' at the crosshair' : ''
  return (
    <span className="scale-bar" role="img" aria-label={`Scale bar ${bar.label}${at}`}>
      {bar.label}
      <i style={{ width: bar.pixels }} />
    </span>
  )
}

/** CSS pixels: from the middle of the cross to the ends of its lines, and to their letters. */
const AXIS_LENGTH = 16
const LETTER_AT = 22

/** How x, y and z lie in the scene, in the corner. */
function AxesCross() {
  const orientation = useView((state) => state.scene.orientation)
  const { right, down, forward } = sceneAxes({ orientation })
  const axes = (['x', 'y', 'z'] as const).map((name, axis) => ({
    name,
    x: right[axis]!,
    y: down[axis]!,
    depth: forward[axis]!,
  }))
  // What points away from the person is drawn first.
  const ordered = [...axes].sort((a, b) => b.depth - a.depth)
  return (
    <svg className="axes-cross" viewBox="-28 -28 56 56" aria-hidden>
      {ordered.map(({ name, x, y, depth }) => (
        <g key={name} className={`axis-${name}`} opacity={0.75 - 0.25 * depth}>
          <line x1={0} y1={0} x2={x * AXIS_LENGTH} y2={y * AXIS_LENGTH} />
          <text x={x * LETTER_AT} y={y * LETTER_AT + 3.5} textAnchor="middle">
            {name}
          </text>
        </g>
      ))}
    </svg>
  )
}

const ICONS = { hint: Info, loading: Info, problem: TriangleAlert }

/** What to do here, what is loading, or what went wrong: one line. */
/** CSS pixels: beside the scale bar of a narrower panel a hint has no room. */
const HINT_MIN_WIDTH = 280

function SceneFoot({ width }: { readonly width: number }) {
  const meshes = useView((state) => state.progress?.meshes)
  const selected = useView((state) => state.selection.length)
  const canSelect = useView(
    ({ dataset }) => dataset?.layers.some(({ volume }) => volume.kind === 'segmentation') ?? false,
  )
  const isStored = useView(({ dataset }) => dataset?.layers.some((layer) => layer.meshes !== undefined) ?? false)
  const line = sceneLine(meshes, selected, canSelect, isStored)
  if (line === undefined || (line.kind === 'hint' && width < HINT_MIN_WIDTH)) return null
  const Icon = ICONS[line.kind]
  return (
    <p className={`scene-foot ${line.kind}`} role="status" data-testid="scene-line">
      <Icon size={14} aria-hidden /> {line.text}
    </p>
  )
}
