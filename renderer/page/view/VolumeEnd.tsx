import { ArrowUp } from 'lucide-react'
import { Button } from 'react-aria-components'
import { useShallow } from 'zustand/react/shallow'
import type { PanelRect, SliceKind } from '../../../shared/view/camera.ts'
import { lengthInWords } from '../../../shared/view/labels/length-words.ts'
import { planeOf } from '../../../shared/view/slice/slice-plane.ts'
import { volumeEdge } from '../../../shared/view/slice/volume-edge.ts'
import { useApp, useView } from '../app-context.ts'
import { Hint } from '../controls/IconButton.tsx'
import { wholeBox } from '../datasets/first-view.ts'
import type { ViewState } from './view-state.ts'

/** CSS pixels between the volume and its outline: the line, which is one pixel wide, touches no pixel of tissue. */
const GAP_PX = 1.5

/** Straight before or behind the plane there is no way to the side: this share of the panel's height is below its crosshair. */
const BELOW_CROSSHAIR = 0.8

interface VolumeEndProps {
  readonly kind: SliceKind
  readonly rect: PanelRect
  readonly devicePixelRatio: number
}

/** The outline of the volume where it crosses the panel, or the way back where the panel shows nothing of it. */
export function VolumeEnd(props: VolumeEndProps) {
  // Plain values, so that a move of the camera renders this only where they change: not while tissue fills the panel.
  const { outline, words, x, y, degrees } = useView(useShallow((state) => endOf(state, props)))
  if (outline !== undefined) {
    return (
      <svg className="volume-outline" aria-hidden>
        <polygon points={outline} />
      </svg>
    )
  }
  return words === undefined ? null : <WayHome words={words} x={x ?? 0} y={y ?? 0} degrees={degrees} />
}

interface End {
  readonly outline?: string
  readonly words?: string
  /** Shares of the panel from its left and top, 0 to 1. */
  readonly x?: number
  readonly y?: number
  /** Clockwise from upwards. */
  readonly degrees?: number
}

const NOTHING: End = {}

function endOf({ dataset, camera }: ViewState, { kind, rect, devicePixelRatio: ratio }: VolumeEndProps): End {
  if (!dataset || dataset.layers.length === 0) return NOTHING
  const edge = volumeEdge(wholeBox(dataset.layers), planeOf(camera, kind, rect, ratio), GAP_PX * ratio)
  switch (edge.kind) {
    case 'beyond':
      return NOTHING
    case 'outline':
      return { outline: Array.from(edge.points, (place) => (place / ratio).toFixed(1)).join(' ') }
    case 'away': {
      const far = lengthInWords(edge.distance)
      if (edge.way === undefined) {
        const words = edge.side === 'on' ? `Volume ${far} on` : `Volume ${far} back`
        return { words, x: 0.5, y: BELOW_CROSSHAIR }
      }
      // From the middle to the side of the panel.
      const [right, down] = edge.way
      const reach = Math.min(rect.width / Math.abs(right), rect.height / Math.abs(down)) / 2
      const share = (along: number, extent: number) => Number((0.5 + (along * reach) / extent).toFixed(3))
      return {
        words: `Volume ${far}`,
        x: share(right, rect.width),
        y: share(down, rect.height),
        degrees: Math.round((Math.atan2(right, -down) * 180) / Math.PI),
      }
    }
  }
}

interface WayHomeProps {
  readonly words: string
  readonly x: number
  readonly y: number
  readonly degrees: number | undefined
}

function WayHome({ words, x, y, degrees }: WayHomeProps) {
  const { commands } = useApp()
  // At a side it stands wholly within the panel, clear of its name, buttons and scale bar.
  const style = {
    left: `calc(var(--inset) + (100% - 2 * var(--inset)) * ${x})`,
    top: `calc(var(--head) + (100% - var(--head) - var(--foot)) * ${y})`,
    translate: `${-100 * x}% ${-100 * y}%`,
  }
  return (
    <Hint label="Fit the whole volume in the panels" command="home">
      <Button
        className="way-home number"
        data-over-panel
        style={style}
        aria-label={`${words}: fit the whole volume in the panels`}
        onPress={() => commands('home')}
      >
        {degrees === undefined ? null : (
          <ArrowUp size={14} style={{ transform: `rotate(${degrees}deg)` }} aria-hidden />
        )}
        {words}
      </Button>
    </Hint>
  )
}
