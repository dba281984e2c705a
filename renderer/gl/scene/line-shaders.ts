import { WINDOW_TONE } from '../slices/tile-side.ts'

/**
 * Lines of one width on screen, whatever their distance: ribbons that face the eye (`ribbonsOf`), with a dark edge on both
 * sides, so that a line reads on the ground, on tissue and on a surface of its own colour.
 */

/** Half of a line's width with its edges, CSS pixels. */
export const LINE_HALF_WIDTH = 2

/** The share of the width that is colour; the rest is the edge. */
const COLOURED = 0.62

/** What the farthest lines lose to the ground. */
const FADED = 0.45

/** `nearer`: see `nearerBy`. `reach`: half the width of a line in clip space. The normal is that of `ribbonsOf`. */
export const RIBBON_VERTEX_SHADER = `
precision highp float;
attribute vec4 place;
attribute vec4 normal;
uniform mat4 placed;
uniform vec4 nearer;
uniform vec2 reach;
uniform vec3 fading;
uniform sampler2D palette;
uniform vec2 perEntry;
varying vec3 tone;
varying vec3 seen;
void main() {
  vec4 at = placed * vec4(place.xyz, 1.0);
  vec4 ahead = placed * vec4(normal.xyz, 0.0);
  // Which way the line runs on screen: how x/w and y/w change along it.
  vec2 way = (ahead.xy * at.w - at.xy * ahead.w) / reach;
  float size = length(way);
  vec2 across = size > 0.0 ? vec2(-way.y, way.x) / size : vec2(1.0, 0.0);
  float side = normal.w < 0.0 ? -1.0 : 1.0;
  vec4 before = at + nearer;
  float z = before.w > 0.0 ? max(before.z / before.w, -0.999) : -0.999;
  gl_Position = vec4(at.xy + across * side * reach * at.w, z * at.w, at.w);
  vec4 entry = texture2D(palette, 0.5 * perEntry);
  float isHovered = entry.a > 0.9 || (entry.a > 0.4 && entry.a < 0.625) ? 1.0 : 0.0;
  tone = entry.rgb;
  seen = vec3(side, clamp(dot(fading, vec3(at.zw, 1.0)), 0.0, 1.0), isHovered);
}`

export const RIBBON_FRAGMENT_SHADER = `
precision mediump float;
varying vec3 tone;
varying vec3 seen;
void main() {
  float across = abs(seen.x);
  float isEdge = smoothstep(${COLOURED}, ${COLOURED + 0.16}, across);
  vec3 lit = mix(tone, vec3(1.0), 0.3 * (1.0 - across) + 0.35 * seen.z);
  vec3 ground = vec3(${WINDOW_TONE.map((part) => part.toFixed(4)).join(', ')});
  gl_FragColor = vec4(mix(mix(lit, ground, seen.y * seen.y * ${FADED}), ground * 0.4, isEdge), 1.0);
}`
