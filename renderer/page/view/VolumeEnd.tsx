import { ArrowUp } from 'lucide-react'
import { Button } from 'react-aria-components'
import { useShallow } from 'zustand/react/shallow'
import type { PanelRect, SliceKind } from '../../../shared/view/camera.ts'
import { lengthInWords } from '../../../shared/view/labels/length-words.ts'
import { planeOf } from '../../../shared/view/slice/slice-plane.ts'
import { volumeEdge } from '../../../shared/view/slice/volume-edge.ts'
import { useApp, useView } from '../app-context.ts'
import { wholeBox } from '../datasets/first-view.ts'
import { Hint } from '../frame/IconButton.tsx'
import { keyOf } from '../frame/shortcuts.ts'
import type { ViewState } from './view-state.ts'

/** CSS pixels between the volume and its outline: the line, which is one pixel wide, touches no pixel of tissue. */
const GAP_PX = 1.5

/** CSS pixels that the pointer home keeps from the sides of the panel, and from its name and scale bar. */
const MARGIN = { x: 76, y: 48 }

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
  /** CSS pixels. */
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
      const [width, height] = [rect.width / ratio, rect.height / ratio]
      const far = lengthInWords(edge.distance)
      if (edge.way === undefined) {
        const words = edge.side === 'on' ? `Volume ${far} on` : `Volume ${far} back`
        return { words, x: width / 2, y: height - MARGIN.y }
      }
      const [right, down] = edge.way
      const reach = Math.min(
        Math.max(0, width / 2 - MARGIN.x) / Math.abs(right),
        Math.max(0, height / 2 - MARGIN.y) / Math.abs(down),
      )
      return {
        words: `Volume ${far}`,
        x: Math.round(width / 2 + right * reach),
        y: Math.round(height / 2 + down * reach),
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
  return (
    <Hint label="Fit the dataset in the panel" command="home">
      <Button
        className="way-home number"
        data-over-panel
        style={{ left: x, top: y }}
        aria-label={`${words}: fit the dataset in the panel`}
        onPress={() => commands('home')}
      >
        {degrees === undefined ? null : (
          <ArrowUp size={14} style={{ transform: `rotate(${degrees}deg)` }} aria-hidden />
        )}
        {words} <kbd>{keyOf('home')}</kbd>
      </Button>
    </Hint>
  )
}
