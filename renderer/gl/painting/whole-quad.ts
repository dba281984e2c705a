import type { Regl } from 'regl'

/** The extent of the window that benchmarks use: a texel a pixel there. */
const WIDTH = 1280
const HEIGHT = 800

/** Draws one opaque quad with one nearest RGBA texture over the whole canvas: bench/ compares frames with it. */
export function createWholeQuad(regl: Regl): () => void {
  let command: (() => void) | undefined
  return () => {
    command ??= build(regl)
    command()
  }
}

function build(regl: Regl): () => void {
  const data = new Uint8Array(WIDTH * HEIGHT * 4)
  for (let i = 0; i < data.length; i++) data[i] = i * 7 + (i >> 10)
  const texture = regl.texture({ width: WIDTH, height: HEIGHT, format: 'rgba', data })
  return regl({
    vert: `
precision highp float;
attribute vec2 corner;
varying vec2 at;
void main() {
  at = corner * 0.5 + 0.5;
  gl_Position = vec4(corner, 0.0, 1.0);
}`,
    frag: `
precision highp float;
varying vec2 at;
uniform sampler2D image;
void main() {
  gl_FragColor = texture2D(image, at);
}`,
    attributes: { corner: [-1, -1, 1, -1, -1, 1, 1, 1] },
    uniforms: { image: texture },
    count: 4,
    primitive: 'triangle strip',
    depth: { enable: false },
  })
}
