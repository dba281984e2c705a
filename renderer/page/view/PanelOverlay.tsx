import { Camera, Maximize2, Minimize2 } from 'lucide-react'
import type { PanelKind, PanelRect, SliceKind } from '../../../shared/view/camera.ts'
import { panelName } from '../../../shared/view/labels/panel-name.ts'
import { scaleBar } from '../../../shared/view/labels/scale-bar.ts'
import { useChange, useView } from '../app-context.ts'
import { IconButton } from '../controls/IconButton.tsx'
import { OnceShown } from '../frame/OnceShown.tsx'
import { Colleagues } from '../team/Colleagues.tsx'
import { SceneMarks } from '../tools/scene/SceneMarks.tsx'
import { ToolMarks } from '../tools/ToolMarks.tsx'
import { isSliceKind } from './panel-layout.ts'
import { showDialog, toggleMaximised } from './recipes.ts'
import { SceneButtons, SceneOverlay } from './scene/SceneOverlay.tsx'
import { VolumeEnd } from './VolumeEnd.tsx'

/** CSS pixels: a scale bar is at most this long, and at most this share of a narrow panel. */
const MAX_SCALE_BAR = 140
const MAX_SCALE_BAR_SHARE = 0.35

/** Axis names of what is right and down in each panel; they pick the crosshair's colours. */
const AXES: Readonly<Record<SliceKind, readonly ['x' | 'z', 'y' | 'z']>> = {
  xy: ['x', 'y'],
  xz: ['x', 'z'],
  yz: ['z', 'y'],
}

interface PanelOverlayProps {
  readonly kind: PanelKind
  readonly rect: PanelRect
  readonly devicePixelRatio: number
}

/** What lies over one panel of the canvas: name and maximise on hover, crosshair, scale bar. A turned panel always says so. */
export function PanelOverlay({ kind, rect, devicePixelRatio: ratio }: PanelOverlayProps) {
  const change = useChange()
  const single = useView((state) => state.layout !== '4panel')
  const maximised = useView((state) => state.maximised === kind)
  const name = useView(({ camera }) => (isSliceKind(kind) ? panelName(camera.orientation, kind).words : '3D'))
  const turned = useView(({ camera }) => isSliceKind(kind) && panelName(camera.orientation, kind).turned)
  const style = { left: rect.x / ratio, top: rect.y / ratio, width: rect.width / ratio, height: rect.height / ratio }
  return (
    <section
      className={rect.y === 0 ? 'panel upper' : 'panel'}
      data-panel={kind}
      aria-label={`${name} panel`}
      style={style}
    >
      <span className={turned ? 'panel-name turned' : 'panel-name'} aria-hidden>
        {name}
      </span>
      <span className="panel-buttons" data-over-panel>
        <OnceShown>
          {kind === '3d' ? <SceneButtons /> : null}
          <IconButton
            label="Save a picture of this panel"
            icon={Camera}
            onPress={() => change(showDialog({ kind: 'figure', panel: kind }))}
          />
          <IconButton
            label={maximised || single ? 'Show all panels' : `Maximise ${name}`}
            icon={maximised || single ? Minimize2 : Maximize2}
            command="maximise"
            onPress={() => change(toggleMaximised(kind))}
          />
        </OnceShown>
      </span>
      {isSliceKind(kind) ? (
        <>
          <VolumeEnd kind={kind} rect={rect} devicePixelRatio={ratio} />
          <SliceMarks kind={kind} width={style.width} height={style.height} />
          <Colleagues kind={kind} rect={rect} devicePixelRatio={ratio} />
          <ToolMarks kind={kind} rect={rect} devicePixelRatio={ratio} />
        </>
      ) : (
        <>
          <SceneMarks rect={rect} devicePixelRatio={ratio} />
          <SceneOverlay rect={rect} devicePixelRatio={ratio} />
        </>
      )}
    </section>
  )
}

interface SliceMarksProps {
  readonly kind: SliceKind
  readonly width: number
  readonly height: number
}

function SliceMarks({ kind, width, height }: SliceMarksProps) {
  const crosshair = useView((state) => state.crosshair)
  const nmPerPixel = useView((state) => state.camera.nmPerPixel)
  const [right, down] = AXES[kind]
  // Whole pixels, because a line of one pixel would otherwise be smeared over two.
  const middle = { left: Math.floor(width / 2), top: Math.floor(height / 2) }
  const bar = scaleBar(nmPerPixel, Math.min(MAX_SCALE_BAR, width * MAX_SCALE_BAR_SHARE))
  return (
    <>
      {crosshair ? (
        <span aria-hidden>
          <i className={`hair across axis-${right}`} style={middle} />
          <i className={`hair upright axis-${down}`} style={middle} />
        </span>
      ) : null}
      <span className="scale-bar" role="img" aria-label={`Scale bar ${bar.label}`}>
        {bar.label}
        <i style={{ width: bar.pixels }} />
      </span>
    </>
  )
}
