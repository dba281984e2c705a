import { LIT_COLOUR, SHADED_FRAGMENT, SHADED_VERTEX, WHOLE_VERTEX_SHADER } from '../mesh-shaders.ts'

/** Extension for drawing into several textures at once (Khronos, WEBGL_draw_buffers). */
export const SEVERAL_TEXTURES = 'WEBGL_draw_buffers'

/** Surfaces without their colours: how each pixel is lit, and the number of its piece. */

/** `first`: the number of the mesh's first piece. The number is told in three bytes, the lowest first. */
export const SURFACE_VERTEX_SHADER = `
${SHADED_VERTEX}
uniform float first;
varying vec3 number;
void main() {
  shade();
  float whole = first + place.w;
  vec3 shifted = floor(vec3(whole, whole / 256.0, whole / 65536.0));
  number = mod(shifted, 256.0) / 255.0;
}`

/** Alpha 0 in the first texture marks such pixels: all else that is drawn there has its colour, and alpha 1. */
export const SURFACE_FRAGMENT_SHADER = `
#extension GL_EXT_draw_buffers : require
${SHADED_FRAGMENT}
varying vec3 number;
void main() {
  gl_FragData[0] = vec4(shaded(), 0.0);
  gl_FragData[1] = vec4(number, 1.0);
}`

/** Colours in a row of their texture. */
export const COLOURS_PER_ROW = 1024

export const COLOURING_FRAGMENT_SHADER = `
precision highp float;
varying vec2 at;
uniform sampler2D pixels;
uniform sampler2D numbers;
uniform sampler2D colours;
uniform vec2 perColour;
${LIT_COLOUR}
void main() {
  vec4 drawn = texture2D(pixels, at);
  gl_FragColor = vec4(drawn.rgb, 1.0);
  if (drawn.a > 0.5) return;
  vec3 bytes = floor(texture2D(numbers, at).rgb * 255.0 + 0.5);
  float number = dot(bytes, vec3(1.0, 256.0, 65536.0));
  float row = floor(number / ${COLOURS_PER_ROW}.0);
  vec4 entry = texture2D(colours, (vec2(number - row * ${COLOURS_PER_ROW}.0, row) + 0.5) * perColour);
  gl_FragColor.rgb = litColour(drawn.rgb, entry.rgb, isHovered(entry.a));
}`

export const KEPT_PROGRAMS = {
  surface: { vertex: SURFACE_VERTEX_SHADER, fragment: SURFACE_FRAGMENT_SHADER },
  colouring: { vertex: WHOLE_VERTEX_SHADER, fragment: COLOURING_FRAGMENT_SHADER },
} as const
