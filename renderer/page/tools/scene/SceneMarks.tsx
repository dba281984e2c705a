import { useEffect, useMemo, useState } from 'react'
import type { Vec3 } from '../../../../shared/geometry.ts'
import type { PanelRect } from '../../../../shared/view/camera.ts'
import { type SceneView, sceneViewOf, seenPixel } from '../../../../shared/view/scene/scene-view.ts'
import { useApp, useProof, useView } from '../../app-context.ts'
import { PathTrail } from '../PathTrail.tsx'
import { DrawnMarks } from '../ToolMarks.tsx'
import type { Mark } from '../tool.ts'
import { toolOf } from '../tool-list.ts'

interface SceneMarksProps {
  readonly rect: PanelRect
  readonly devicePixelRatio: number
}

/** A surface that is nearer than a mark by more CSS pixels than this hides it. A mark lies on its surface, or just within. */
const HIDDEN_BEHIND_PX = 16

/** Opacity of a mark that a surface hides. */
const HIDDEN_OPACITY = 0.35

/** The marks of the tool in hand where they are seen in the 3-D panel. */
export function SceneMarks(props: SceneMarksProps) {
  const inHand = useProof((state) => state.tool.inHand)
  const marks = toolOf(inHand).marks(inHand)
  // `Marks` alone follows the camera: without marks a move of it renders nothing.
  return marks.length === 0 ? null : <Marks {...props} marks={marks} />
}

function Marks({ rect, devicePixelRatio: ratio, marks }: SceneMarksProps & { readonly marks: readonly Mark[] }) {
  const position = useView((state) => state.camera.position)
  const scene = useView((state) => state.scene)
  const inHand = useProof((state) => state.tool.inHand)
  const preview = useProof((state) => state.tool.preview)
  const tool = toolOf(inHand)
  const trail = useMemo(() => tool.trail?.(inHand, preview) ?? null, [tool, inHand, preview])
  const view = useMemo(() => sceneViewOf(position, scene, rect, ratio), [position, scene, rect, ratio])
  const hidden = useHidden(view, rect, ratio, marks)
  const panel = { width: rect.width / ratio, height: rect.height / ratio }
  const placeOf = (place: Vec3) => {
    const seen = seenPixel(view, place)
    return { x: (seen?.x ?? OUTSIDE) / ratio, y: (seen?.y ?? OUTSIDE) / ratio }
  }
  const shown = marks.map((mark, i) => {
    const { x, y } = placeOf(mark.position)
    const isHidden = hidden.has(i)
    const isInside = x >= 0 && y >= 0 && x < panel.width && y < panel.height
    const opacity = isInside ? (isHidden ? HIDDEN_OPACITY : 1) : 0
    return { x, y, side: mark.side, words: mark.words, look: isHidden ? ('off' as const) : ('here' as const), opacity }
  })
  return (
    <DrawnMarks marks={shown} joined={tool.joinsMarks === true} panel={panel}>
      {trail === null ? null : <PathTrail trail={trail} project={(place) => ({ ...placeOf(place), isNear: true })} />}
    </DrawnMarks>
  )
}

/** Where what lies behind the eye is drawn: off the panel, device pixels. */
const OUTSIDE = -10_000

/** Which marks lie behind a surface, by their places in the list. It is asked for one mark after the other, as the view moves. */
function useHidden(view: SceneView, rect: PanelRect, ratio: number, marks: readonly Mark[]): ReadonlySet<number> {
  const { gl } = useApp()
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set())
  useEffect(() => {
    let isCurrent = true
    const look = async () => {
      const found = new Set<number>()
      for (const [i, { position }] of marks.entries()) {
        const at = seenPixel(view, position)
        if (!at || at.x < 0 || at.y < 0 || at.x >= rect.width || at.y >= rect.height) continue
        const { position: surface } = await gl.pickPixel(rect.x + at.x, rect.y + at.y)
        if (!isCurrent) return
        const front = surface && seenPixel(view, surface)
        if (front && at.depth - front.depth > HIDDEN_BEHIND_PX * ratio * view.nmPerDevicePixel) found.add(i)
      }
      setHidden((before) => (isSame(before, found) ? before : found))
    }
    void look()
    return () => {
      isCurrent = false
    }
  }, [gl, view, rect, ratio, marks])
  return hidden
}

function isSame(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one))
}
