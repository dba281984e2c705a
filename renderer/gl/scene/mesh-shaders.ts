import { WINDOW_TONE } from '../slices/tile-side.ts'
import { RIBBON_FRAGMENT_SHADER, RIBBON_VERTEX_SHADER } from './line-shaders.ts'

/**
 * Surfaces, lit from the upper left before the eye, softly, so that no side is black; with a bright rim where they turn
 * away from the eye, which sets them off the dark ground and branches off each other; and dimmer with depth.
 * Everything is computed at the vertices, but for the rim, because meshes have about as many vertices as pixels.
 */

/** x, y, z in steps, and the piece's number; the normal times 127. */
export const MESH_VERTEX_SHADER = `
precision highp float;
attribute vec4 place;
attribute vec4 normal;
uniform mat4 placed;
uniform mat3 turn;
uniform vec3 spread;
uniform vec3 fading;
uniform sampler2D palette;
uniform vec2 perEntry;
varying vec3 tone;
varying vec4 light;
invariant gl_Position;
void main() {
  gl_Position = placed * vec4(place.xyz, 1.0);
  float row = floor(place.w / 256.0);
  vec4 entry = texture2D(palette, (vec2(place.w - row * 256.0, row) + 0.5) * perEntry);
  vec3 outwards = turn * (normal.xyz / 127.0);
  vec3 toEye = normalize(vec3(-gl_Position.xy * spread.xy, mix(1.0, gl_Position.w, spread.z)));
  float depth = clamp(dot(fading, vec3(gl_Position.zw, 1.0)), 0.0, 1.0);
  float isHovered = entry.a > 0.9 || (entry.a > 0.4 && entry.a < 0.625) ? 1.0 : 0.0;
  tone = entry.rgb;
  light = vec4(dot(outwards, toEye), dot(outwards, KEY_LIGHT), depth, isHovered);
}`.replace('KEY_LIGHT', glslVec3(normalised(-0.42, 0.55, 0.72)))

function normalised(x: number, y: number, z: number): readonly [number, number, number] {
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}

function glslVec3(parts: readonly number[]): string {
  return `vec3(${parts.map((part) => part.toFixed(4)).join(', ')})`
}

/** The share of its colour that a surface keeps where it faces away from the light. */
const SHADE = 0.42
/** The share that is left where a surface turns away from the eye: branches stand off each other by their dark edges. */
const TURNED = 0.5
/** How much lighter the rim is, and of a hovered segment. */
const RIM = { white: 0.28, hovered: 0.7 }
/** What the farthest surfaces lose to the ground. */
const FADED = 0.5

export const MESH_FRAGMENT_SHADER = `
precision mediump float;
varying vec3 tone;
varying vec4 light;
uniform float opacity;
void main() {
  float side = light.x < 0.0 ? -1.0 : 1.0;
  float soft = 0.5 + 0.5 * side * light.y;
  float facing = min(1.0, abs(light.x));
  float edge = 1.0 - facing;
  float rim = edge * edge * edge * edge;
  vec3 lit = tone * ((${SHADE} + ${(1 - SHADE).toFixed(2)} * soft) * mix(${TURNED}, 1.0, facing) * 1.15);
  lit += (0.4 * tone + 0.6) * (rim * mix(${RIM.white}, ${RIM.hovered}, light.w)) + tone * 0.15 * light.w;
  gl_FragColor = vec4(mix(lit, ${glslVec3(WINDOW_TONE)}, light.z * light.z * ${FADED}), opacity);
}`

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

/** All programs that scenes are drawn with. */
export const SCENE_PROGRAMS = {
  mesh: { vertex: MESH_VERTEX_SHADER, fragment: MESH_FRAGMENT_SHADER },
  ribbon: { vertex: RIBBON_VERTEX_SHADER, fragment: RIBBON_FRAGMENT_SHADER },
  line: { vertex: LINE_VERTEX_SHADER, fragment: LINE_FRAGMENT_SHADER },
  empty: { vertex: EMPTY_VERTEX_SHADER, fragment: EMPTY_FRAGMENT_SHADER },
  slice: { vertex: SLICE_VERTEX_SHADER, fragment: SLICE_FRAGMENT_SHADER },
  whole: { vertex: WHOLE_VERTEX_SHADER, fragment: SLICE_FRAGMENT_SHADER },
} as const
