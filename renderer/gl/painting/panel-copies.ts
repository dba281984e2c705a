import type { DefaultContext, DrawCommand, Regl, Texture2D } from 'regl'
import type { PanelRect } from '../../../shared/view/camera.ts'
import { canvasTarget, panelTarget, type Targets } from './targets.ts'

/**
 * Copies of panels' pixels, taken from the canvas in the frame that drew them: they lie in the scene, and stand in for
 * panels that look as before.
 */
export interface PanelCopies {
  /** One texture a panel, whose first row is the lowest one; copied unless they were since the last `forget`. */
  take(rects: readonly PanelRect[], canvasHeight: number): readonly Texture2D[]
  areTaken(): boolean
  /** The panels look otherwise now. */
  forget(): void
  /** Draws what was taken where it was. */
  show(canvasHeight: number): void
  bytes(): number
  destroy(): void
}

/** The canvas has no alpha, and what has none cannot be copied into a texture that has. */
const TEXTURE = { width: 1, height: 1, format: 'rgb', mag: 'linear', min: 'linear', wrap: 'clamp' } as const
/** As implementations keep textures without alpha. */
const BYTES_PER_TEXEL = 4

interface Copy {
  readonly texture: Texture2D
  rect: PanelRect
}

const NO_PANEL: PanelRect = { x: 0, y: 0, width: 1, height: 1 }

export function createPanelCopies(regl: Regl, targets: Targets): PanelCopies {
  const copies: Copy[] = []
  let taken: readonly Copy[] | undefined
  let command: DrawCommand<DefaultContext, { pixels: Texture2D }> | undefined

  function copyOf(rect: PanelRect, i: number, canvasHeight: number): Copy {
    copies[i] ??= { texture: regl.texture(TEXTURE), rect: NO_PANEL }
    const own = copies[i]
    const { x, y, width, height } = rect
    if (own.rect.width !== width || own.rect.height !== height) own.texture({ ...TEXTURE, width, height })
    own.rect = rect
    own.texture.subimage({ copy: true, x, y: canvasHeight - y - height, width, height })
    return own
  }

  return {
    take: (rects, canvasHeight) => {
      if (taken === undefined) {
        // Clearing binds the canvas, which GL then copies from.
        targets.into(canvasTarget, () => targets.clear([0, 0, 0, 1]))
        taken = rects.map((rect, i) => copyOf(rect, i, canvasHeight))
      }
      return taken.map(({ texture }) => texture)
    },
    areTaken: () => taken !== undefined,
    forget: () => {
      taken = undefined
    },
    show: (canvasHeight) => {
      command ??= createCommand(regl)
      const draw = command
      for (const { texture, rect } of taken ?? []) {
        targets.into(panelTarget(rect, canvasHeight), () => draw({ pixels: texture }))
      }
    },
    bytes: () => copies.reduce((sum, { rect }) => sum + rect.width * rect.height * BYTES_PER_TEXEL, 0),
    destroy: () => {
      for (const { texture } of copies) texture.destroy()
    },
  }
}

export const COPY_VERTEX_SHADER = `
precision highp float;
attribute vec2 corner;
varying vec2 at;
void main() {
  at = corner * 0.5 + 0.5;
  gl_Position = vec4(corner, 0.0, 1.0);
}`

export const COPY_FRAGMENT_SHADER = `
precision highp float;
varying vec2 at;
uniform sampler2D pixels;
void main() {
  gl_FragColor = vec4(texture2D(pixels, at).rgb, 1.0);
}`

function createCommand(regl: Regl): DrawCommand<DefaultContext, { pixels: Texture2D }> {
  return regl({
    vert: COPY_VERTEX_SHADER,
    frag: COPY_FRAGMENT_SHADER,
    attributes: { corner: [-1, -1, 1, -1, -1, 1, 1, 1] },
    uniforms: { pixels: regl.prop<{ pixels: Texture2D }, 'pixels'>('pixels') },
    primitive: 'triangle strip',
    count: 4,
    depth: { enable: false },
  } as object) as DrawCommand<DefaultContext, { pixels: Texture2D }>
}
