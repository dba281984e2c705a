import type { Regl } from 'regl'

/** Side of the texture, pixels; like a few chunks' worth of voxels. */
const SIDE = 1024

/** The yardstick of bench/: one quad over the whole canvas with one nearest texture, opaque. */
export function createFloor(regl: Regl): () => void {
  let command: (() => void) | undefined
  return () => {
    command ??= build(regl)
    command()
  }
}

function build(regl: Regl): () => void {
  const data = new Uint8Array(SIDE * SIDE)
  for (let i = 0; i < data.length; i++) data[i] = i * 7 + (i >> 10)
  const texture = regl.texture({ width: SIDE, height: SIDE, format: 'luminance', data })
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
  gl_FragColor = vec4(texture2D(image, at).rgb, 1.0);
}`,
    attributes: { corner: [-1, -1, 1, -1, -1, 1, 1, 1] },
    uniforms: { image: texture },
    count: 4,
    primitive: 'triangle strip',
    depth: { enable: false },
  })
}
