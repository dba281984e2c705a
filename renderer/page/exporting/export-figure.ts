import type { PanelRect } from '../../../shared/view/camera.ts'
import { asSentence } from '../../../shared/words/as-sentence.ts'
import type { FigureRequest } from '../../gl/messages.ts'
import type { GlClient } from '../engine/gl-client.ts'
import { CANCELLED } from './export-meshes.ts'
import { cut, type SavingHost, savePieces } from './save-pieces.ts'

/** Pixels of a side: what graphics drivers draw at once. */
export const FIGURE_WIDTH_MAX = 8192

/** Pixels of a picture: its buffers take some 30 bytes each while it is drawn. */
const FIGURE_PIXELS_MAX = 2 ** 24

export interface FigureSize {
  readonly width: number
  readonly height: number
}

/** The size of a figure whose width somebody wrote, in the shape of its panel; or a sentence that says why it cannot be. */
export function readWidth(text: string, rect: Pick<PanelRect, 'width' | 'height'>): FigureSize | string {
  if (rect.width === 0) return 'This panel is not on screen.'
  const width = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : 0
  if (width < 1) return 'Write the width as a whole number of pixels, such as 2000.'
  const height = Math.max(1, Math.round((width * rect.height) / rect.width))
  if (Math.max(width, height) > FIGURE_WIDTH_MAX || width * height > FIGURE_PIXELS_MAX) {
    const most = Math.sqrt((FIGURE_PIXELS_MAX * rect.width) / rect.height)
    const widest = Math.floor(Math.min(FIGURE_WIDTH_MAX, most, (FIGURE_WIDTH_MAX * rect.width) / rect.height))
    return `A picture of this panel is at most ${widest} pixels wide.`
  }
  return { width, height }
}

export interface FigureParts {
  readonly gl: Pick<GlClient, 'figure'>
  readonly host: SavingHost
  readonly say: (text: string) => void
  /** The share that is drawn, 0 to 1. */
  readonly progress: (done: number) => void
}

/** Saves a picture of a panel in a file that the person chooses. */
export async function exportFigure(
  { gl, host, say, progress }: FigureParts,
  request: FigureRequest,
  signal: AbortSignal,
): Promise<void> {
  const drawn = await gl.figure(request, signal, progress)
  if (signal.aborted) return say(CANCELLED)
  if (typeof drawn === 'string') return say(asSentence(drawn))
  const saved = await savePieces(host, `skein-${request.panel}.png`, cut(drawn), signal)
  if (!saved.ok) say(`The picture was not saved: ${asSentence(saved.problem.message)}`)
  else if (saved.value !== null) say(`Saved the picture as ${saved.value}`)
  else if (signal.aborted) say(CANCELLED)
}
