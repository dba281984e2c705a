import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { useChange, useView } from '../app-context.ts'
import { seamWidth } from '../view/panel-layout.ts'
import { MIN_SPLIT, setSplits } from '../view/recipes.ts'

/** One press of an arrow moves a seam by this share of the canvas. */
const KEY_STEP = 0.02

/** The two seams between four panels, dragged with the pointer or moved with the arrow keys. */
export function Seams() {
  const splits = useView((state) => state.splits)
  return (
    <>
      <Seam axis="x" at={splits.x} label="Width of the left panels" />
      <Seam axis="y" at={splits.y} label="Height of the upper panels" />
    </>
  )
}

interface SeamProps {
  readonly axis: 'x' | 'y'
  readonly at: number
  readonly label: string
}

function Seam({ axis, at, label }: SeamProps) {
  const change = useChange()
  const extent = useView((state) => state.extent)
  const seam = useRef<HTMLHRElement>(null)
  const ratio = extent.devicePixelRatio
  const width = seamWidth(ratio)
  const length = axis === 'x' ? extent.width : extent.height
  const offset = Math.round((length - width) * at) / ratio

  const onPointerMove = (event: PointerEvent) => {
    const area = seam.current?.parentElement?.getBoundingClientRect()
    if (!area || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    change(
      setSplits(
        axis === 'x'
          ? { x: (event.clientX - area.left) / area.width }
          : { y: (event.clientY - area.top) / area.height },
      ),
    )
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const back = axis === 'x' ? 'ArrowLeft' : 'ArrowUp'
    const on = axis === 'x' ? 'ArrowRight' : 'ArrowDown'
    if (event.key === back) change(setSplits({ [axis]: at - KEY_STEP }))
    else if (event.key === on) change(setSplits({ [axis]: at + KEY_STEP }))
    else if (event.key === 'Home') change(setSplits({ [axis]: 0.5 }))
    else return
    event.preventDefault()
  }

  return (
    <hr
      ref={seam}
      className={`seam seam-${axis}`}
      data-over-panel
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(at * 100)}
      aria-valuemin={Math.round(MIN_SPLIT * 100)}
      aria-valuemax={Math.round((1 - MIN_SPLIT) * 100)}
      style={axis === 'x' ? { left: offset, width: width / ratio } : { top: offset, height: width / ratio }}
      onPointerDown={(event) => {
        if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={onPointerMove}
      onDoubleClick={() => change(setSplits({ [axis]: 0.5 }))}
      onKeyDown={onKeyDown}
    />
  )
}
