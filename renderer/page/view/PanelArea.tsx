import { useEffect, useLayoutEffect, useRef } from 'react'
import { useApp, useProof, useView } from '../app-context.ts'
import { Seams } from '../frame/Seams.tsx'
import { ToolFrame } from '../tools/ToolFrame.tsx'
import { PanelOverlay } from './PanelOverlay.tsx'
import { placePanels } from './panel-layout.ts'
import { listenToPointer } from './pointer-input.ts'

/** The one canvas under all panels, and what lies over it. */
export function PanelArea() {
  const { view, proof, pointing, gl, tracker } = useApp()
  const area = useRef<HTMLDivElement>(null)
  const tool = useProof((state) => state.tool.inHand.kind)
  const canvases = useView((state) => state.canvases)
  const bare = useView((state) => state.bare)

  useEffect(() => {
    const element = area.current
    if (!element) return
    const measure = (width: number, height: number) =>
      view.setState({ extent: { width, height, devicePixelRatio: window.devicePixelRatio } })
    const observer = new ResizeObserver(([entry]) => {
      const size = entry?.devicePixelContentBoxSize[0]
      if (size) measure(size.inlineSize, size.blockSize)
    })
    observer.observe(element, { box: 'device-pixel-content-box' })
    const stopPointer = listenToPointer(element, { view, proof, pointing, gl, tracker })
    return () => {
      observer.disconnect()
      stopPointer()
    }
  }, [view, proof, pointing, gl, tracker])

  return (
    <div className={`panel-area tool-${tool}${bare ? ' bare' : ''}`} ref={area}>
      <Canvas key={canvases} />
      <Panels />
      <ToolFrame />
    </div>
  )
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
