import { WINDOW_TONE } from '../slices/tile-side.ts'
import { RIBBON_FRAGMENT_SHADER, RIBBON_VERTEX_SHADER } from './line-shaders.ts'

/**
 * Surfaces, lit from the upper left before the eye, softly, so that no side is black; with a bright rim where they turn
 * away from the eye, which sets them off the dark ground and branches off each other; and dimmer with depth.
 * Everything is computed at the vertices, but for the rim, because meshes have about as many vertices as pixels.
 */

/** The share of its colour that a surface keeps where it faces away from the light. */
const SHADE = 0.42
/** The share that is left where a surface turns away from the eye: branches stand off each other by their dark edges. */
const TURNED = 0.5
/** How much lighter the rim is, and of a hovered segment. */
const RIM = { white: 0.28, hovered: 0.7 }
/** What the farthest surfaces lose to the ground. */
const FADED = 0.5

/** `place`: x, y, z in steps, and the piece's number. `normal`: times 127. `shade` places a vertex, and lights it. */
export const SHADED_VERTEX = `
precision highp float;
attribute vec4 place;
attribute vec4 normal;
uniform mat4 placed;
uniform mat3 turn;
uniform vec3 spread;
uniform vec3 fading;
varying vec3 light;
invariant gl_Position;
void shade() {
  gl_Position = placed * vec4(place.xyz, 1.0);
  vec3 outwards = turn * (normal.xyz / 127.0);
  vec3 toEye = normalize(vec3(-gl_Position.xy * spread.xy, mix(1.0, gl_Position.w, spread.z)));
  float depth = clamp(dot(fading, vec3(gl_Position.zw, 1.0)), 0.0, 1.0);
  light = vec3(dot(outwards, toEye), dot(outwards, KEY_LIGHT), depth);
}`.replace('KEY_LIGHT', glslVec3(normalised(-0.42, 0.55, 0.72)))

/** `shaded`: how much of its colour a pixel keeps, how bright the rim is, and how far it fades; each from 0 to 1. */
export const SHADED_FRAGMENT = `
precision mediump float;
varying vec3 light;
vec3 shaded() {
  float side = light.x < 0.0 ? -1.0 : 1.0;
  float soft = 0.5 + 0.5 * side * light.y;
  float facing = min(1.0, abs(light.x));
  float edge = 1.0 - facing;
  return vec3((${SHADE} + ${(1 - SHADE).toFixed(2)} * soft) * mix(${TURNED}, 1.0, facing), edge * edge * edge * edge, light.z * light.z);
}`

/** The colour of a pixel, from what `shaded` returns. `isHovered` reads the alpha of a palette entry. */
export const LIT_COLOUR = `
float isHovered(float state) {
  return state > 0.9 || (state > 0.4 && state < 0.625) ? 1.0 : 0.0;
}
vec3 litColour(vec3 shaded, vec3 tone, float hovered) {
  vec3 lit = tone * (shaded.x * 1.15);
  lit += (0.4 * tone + 0.6) * (shaded.y * mix(${RIM.white}, ${RIM.hovered}, hovered)) + tone * 0.15 * hovered;
  return mix(lit, ${glslVec3(WINDOW_TONE)}, shaded.z * ${FADED});
}`

export const MESH_VERTEX_SHADER = `
${SHADED_VERTEX}
uniform sampler2D palette;
uniform vec2 perEntry;
varying vec4 entry;
void main() {
  shade();
  float row = floor(place.w / 256.0);
  entry = texture2D(palette, (vec2(place.w - row * 256.0, row) + 0.5) * perEntry);
}`

export const MESH_FRAGMENT_SHADER = `
${SHADED_FRAGMENT}
varying vec4 entry;
uniform float opacity;
${LIT_COLOUR}
void main() {
  gl_FragColor = vec4(litColour(shaded(), entry.rgb, isHovered(entry.a)), opacity);
}`

function normalised(x: number, y: number, z: number): readonly [number, number, number] {
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}

function glslVec3(parts: readonly number[]): string {
  return `vec3(${parts.map((part) => part.toFixed(4)).join(', ')})`
}

/** Flat colours: axes. */
export const LINE_VERTEX_SHADER = `
precision highp float;
attribute vec3 place;
attribute vec3 colour;
uniform mat4 placed;
varying vec3 tone;
void main() {
  tone = colour;
  gl_Position = placed * vec4(place, 1.0);
}`

export const LINE_FRAGMENT_SHADER = `
precision mediump float;
varying vec3 tone;
void main() {
  gl_FragColor = vec4(tone, 1.0);
}`

/** A slice: the pixels of its panel, where they lie in space. */
export const SLICE_VERTEX_SHADER = `
precision highp float;
attribute vec3 place;
attribute vec2 texel;
uniform mat4 placed;
varying vec2 at;
void main() {
  at = texel;
  gl_Position = placed * vec4(place, 1.0);
}`

export const SLICE_FRAGMENT_SHADER = `
precision mediump float;
varying vec2 at;
uniform sampler2D pixels;
void main() {
  gl_FragColor = vec4(texture2D(pixels, at).rgb, 1.0);
}`

/** The ground, as far away as can be. */
export const EMPTY_VERTEX_SHADER = `
precision highp float;
attribute vec2 corner;
void main() {
  gl_Position = vec4(corner, 1.0, 1.0);
}`

export const EMPTY_FRAGMENT_SHADER = `
precision mediump float;
uniform vec3 colour;
void main() {
  gl_FragColor = vec4(colour, 1.0);
}`

/** The whole scene onto its panel. */
export const WHOLE_VERTEX_SHADER = `
precision highp float;
attribute vec2 corner;
uniform vec2 share;
varying vec2 at;
void main() {
  at = (corner * 0.5 + 0.5) * share;
  gl_Position = vec4(corner, 0.0, 1.0);
}`

/** All programs that scenes are drawn with, but for those of a kept picture. */
export const SCENE_PROGRAMS = {
  mesh: { vertex: MESH_VERTEX_SHADER, fragment: MESH_FRAGMENT_SHADER },
  ribbon: { vertex: RIBBON_VERTEX_SHADER, fragment: RIBBON_FRAGMENT_SHADER },
  line: { vertex: LINE_VERTEX_SHADER, fragment: LINE_FRAGMENT_SHADER },
  empty: { vertex: EMPTY_VERTEX_SHADER, fragment: EMPTY_FRAGMENT_SHADER },
  slice: { vertex: SLICE_VERTEX_SHADER, fragment: SLICE_FRAGMENT_SHADER },
  whole: { vertex: WHOLE_VERTEX_SHADER, fragment: SLICE_FRAGMENT_SHADER },
} as const
