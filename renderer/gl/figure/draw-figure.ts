import { scaleBar } from '../../../shared/view/labels/scale-bar.ts'
import type { FigureRequest, GlPanel } from '../messages.ts'
import type { ViewMessage } from '../posted-view.ts'
import { type BandParts, type FigureEnd, type FigureRun, figurePixels } from './figure-bands.ts'

/**
 * A panel of the present view as a PNG: what is in memory, drawn at another size, a band at a time. The canvas shows the
 * present view all the while. Returns why there is none as a text.
 */
export async function drawFigure(
  parts: BandParts,
  request: FigureRequest,
  run: FigureRun,
): Promise<Uint8Array<ArrayBuffer> | string> {
  const before = parts.view.current()
  const panel = before?.panels.find(({ kind }) => kind === request.panel)
  if (before === undefined || panel === undefined || panel.rect.width === 0) return 'This panel is not on screen'
  const figure = figureView(before, panel, request)
  const picture = await figurePixels(parts, figure, request.transparent, run)
  if (typeof picture === 'string') return whyNot(picture, figure)
  return pngOf(new ImageData(picture, figure.width, figure.height), request.scaleBar ? nmPerPixelOf(figure, panel) : 0)
}

function whyNot(end: FigureEnd, { width, height }: ViewMessage): string {
  switch (end) {
    case 'cancelled':
      return 'It was cancelled'
    case 'changed':
      return 'Something was edited or opened while the picture was drawn: save it again'
    case 'no-gpu':
      return 'Nothing is drawn now'
    case 'too-large':
      return `This graphics driver draws no picture of ${width} x ${height} pixels`
  }
}

/** The panel alone, over the whole of a canvas of that width. It shows what it showed before. */
function figureView(before: ViewMessage, panel: GlPanel, { width }: FigureRequest): ViewMessage {
  const height = Math.max(1, Math.round((width * panel.rect.height) / panel.rect.width))
  const rect = { x: 0, y: 0, width, height }
  const devicePixelRatio = (before.devicePixelRatio * width) / panel.rect.width
  return { ...before, width, height, devicePixelRatio, panels: [{ ...panel, rect }] }
}

function nmPerPixelOf({ camera, scene, devicePixelRatio }: ViewMessage, { kind }: GlPanel): number {
  return (kind === '3d' ? scene.nmPerPixel : camera.nmPerPixel) / devicePixelRatio
}

/** The bar is at most this share of the width, and its parts these shares of the height of its text. */
const BAR_SHARE = 0.25
const TEXT_SHARE = 0.028
const MARGIN = 0.8

/** `nmPerPixel`: of the scale bar; 0 for none. */
async function pngOf(picture: ImageData, nmPerPixel: number): Promise<Uint8Array<ArrayBuffer> | string> {
  const { width, height } = picture
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null) return 'There is no memory for the picture'
  context.putImageData(picture, 0, 0)
  if (nmPerPixel > 0) {
    const bar = scaleBar(nmPerPixel, width * BAR_SHARE)
    const size = Math.max(10, Math.round(Math.min(width, height) * TEXT_SHARE))
    const [x, y] = [size * MARGIN, height - size * MARGIN]
    context.font = `600 ${size}px system-ui, sans-serif`
    context.lineJoin = 'round'
    // White within black reads on any tissue and on any page.
    context.strokeStyle = '#000'
    context.fillStyle = '#fff'
    context.lineWidth = size / 6
    const thick = size / 5
    context.strokeRect(x, y - thick, bar.pixels, thick)
    context.fillRect(x, y - thick, bar.pixels, thick)
    context.strokeText(bar.label, x, y - 2 * thick)
    context.fillText(bar.label, x, y - 2 * thick)
  }
  const blob = await canvas.convertToBlob({ type: 'image/png' })
  return new Uint8Array(await blob.arrayBuffer())
}
