/**
 * Positions are pixels of the target, y down; `turn` is -1 for the canvas (whose y goes up) and 1 for a framebuffer
 * (whose first row then is the top one). `imagePlace` and `labelPlace`: two coordinates and the texture coordinates they
 * start from; `extra`: the third coordinate of either, and the palette row. See addresses.ts.
 */
export const VERTEX_SHADER = `
precision highp float;
attribute vec2 position;
attribute vec4 imagePlace;
attribute vec4 labelPlace;
attribute vec3 extra;
uniform vec2 perPixel;
uniform float turn;
varying vec4 imageAt;
varying vec4 labelAt;
varying vec3 extraAt;
void main() {
  imageAt = imagePlace;
  labelAt = labelPlace;
  extraAt = extra;
  vec2 clip = position * perPixel - 1.0;
  gl_Position = vec4(clip.x, clip.y * turn, 0.0, 1.0);
}`
