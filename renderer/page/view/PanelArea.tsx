import { useEffect, useLayoutEffect, useRef } from 'react'
import { useApp, useProof, useView } from '../app-context.ts'
import { EmptyNote } from '../datasets/EmptyNote.tsx'
import { FailureNote } from '../datasets/FailureNote.tsx'
import { Seams } from '../frame/Seams.tsx'
import { ToolFrame } from '../tools/ToolFrame.tsx'
import { PanelOverlay } from './PanelOverlay.tsx'
import { placePanels } from './panel-layout.ts'
import { listenToPointer } from './pointer-input.ts'
import type { ViewState } from './view-state.ts'

/** The one canvas under all panels, and what lies over it. */
export function PanelArea() {
  const { view, hover, proof, pointing, gl, tracker } = useApp()
  const area = useRef<HTMLDivElement>(null)
  const tool = useProof((state) => state.tool.inHand.kind)
  const canvases = useView((state) => state.canvases)
  const bare = useView((state) => state.bare)

  // An opening needs the extent, and an observer hears of it only with a frame that is drawn.
  useLayoutEffect(() => {
    if (area.current) view.setState({ extent: measuredExtent(area.current) })
  }, [view])

  useEffect(() => {
    const element = area.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      const size = entry?.devicePixelContentBoxSize[0]
      if (!size) return
      const { devicePixelRatio } = window
      view.setState({ extent: { width: size.inlineSize, height: size.blockSize, devicePixelRatio } })
    })
    observer.observe(element, { box: 'device-pixel-content-box' })
    const stopPointer = listenToPointer(element, { view, hover, proof, pointing, gl, tracker })
    return () => {
      observer.disconnect()
      stopPointer()
    }
  }, [view, hover, proof, pointing, gl, tracker])

  return (
    <div className={`panel-area tool-${tool}${bare ? ' bare' : ''}`} ref={area}>
      <Canvas key={canvases} />
      <Panels />
      <ToolFrame />
      <EmptyNote />
      <FailureNote />
    </div>
  )
}

/** Device pixels of an element, within one of what its observer tells. */
function measuredExtent(element: HTMLElement): ViewState['extent'] {
  const { devicePixelRatio } = window
  const { width, height } = element.getBoundingClientRect()
  return {
    width: Math.round(width * devicePixelRatio),
    height: Math.round(height * devicePixelRatio),
    devicePixelRatio,
  }
}

function Canvas() {
  const { attachCanvas } = useApp()
  const canvas = useRef<HTMLCanvasElement>(null)
  // In the task that inserts it, because a canvas that was painted before it is handed over never shows (Chromium 114).
  useLayoutEffect(() => {
    if (canvas.current) attachCanvas(canvas.current)
  }, [attachCanvas])
  return <canvas ref={canvas} className="canvas" aria-hidden />
}

function Panels() {
  const layout = useView((state) => state.layout)
  const maximised = useView((state) => state.maximised)
  const splits = useView((state) => state.splits)
  const extent = useView((state) => state.extent)
  const isOpen = useView((state) => state.dataset !== null)
  if (!isOpen || extent.width === 0) return null
  const panels = placePanels(layout, maximised, splits, extent)
  return (
    <>
      {panels.map(({ kind, rect }) => (
        <PanelOverlay key={kind} kind={kind} rect={rect} devicePixelRatio={extent.devicePixelRatio} />
      ))}
      {panels.length > 1 ? <Seams /> : null}
    </>
  )
}
