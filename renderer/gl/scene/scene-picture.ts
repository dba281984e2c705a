import type { Framebuffer2D, Regl, Texture2D } from 'regl'
import type { GpuShape } from '../file-shapes/gpu-shapes.ts'
import { WINDOW_TONE } from '../slices/tile-side.ts'
import { ENTRIES_PER_ROW, type GpuMesh } from './gpu-meshes.ts'
import { LINE_HALF_WIDTH } from './line-shaders.ts'
import type { Scene } from './scene.ts'
import { axisLines } from './scene-axes.ts'
import type { MeshProps, RibbonProps, SceneCommands } from './scene-commands.ts'
import { nearerBy, placedOn, type SceneFrame } from './scene-frame.ts'
import { slicePart } from './scene-slices.ts'

/** All that one picture of a scene is made of. */
export interface ScenePicture {
  readonly scene: Scene
  readonly frame: SceneFrame
  readonly present: readonly GpuMesh[]
  readonly shapes: readonly GpuShape[]
  /** Of the slices, in their order; none where slices are not shown. */
  readonly pixels: readonly Texture2D[]
  /** This many pixels are drawn along each side of one of the panel. */
  readonly fine: number
}

/** Draws a picture of a scene into the lower left of a framebuffer. */
export function paintScene(
  regl: Regl,
  commands: SceneCommands,
  picture: ScenePicture,
  framebuffer: Framebuffer2D,
): void {
  const { scene, frame, present, fine } = picture
  // The whole panel; what of it lies outside of the framebuffer is not drawn.
  const { width, height } = scene.view
  const below = height - scene.above - scene.rect.height
  const viewport = { x: 0, y: -below * fine, width: width * fine, height: height * fine }
  const placed = present.map((mesh) => placedOn(frame, mesh.resident.mesh.origin, mesh.resident.mesh.step))
  commands.into({ framebuffer, viewport }, () => {
    regl.clear({ color: [...(scene.look.background ?? WINDOW_TONE), 1], depth: 1 })
    commands.scene(frame.shared, () => {
      const { surfaces, lines } = shownProps(picture, placed)
      commands.opaque(surfaces)
      commands.ribbons(ribbonProps(picture, lines, surfaces.length > 0))
      paintFlat(commands, picture)
      if (scene.look.contextOpacity === 0) return
      const context = present.flatMap((mesh, i) =>
        propsOf(mesh, placed[i]!, [mesh.shownCount, mesh.contextCount], scene.isTurning),
      )
      if (context.length === 0) return
      commands.depth(context)
      commands.context(scene.look.contextOpacity, context)
    })
  })
}

/** `range`: the first vertex number, and how many. */
function propsOf(
  mesh: GpuMesh,
  placed: Float32Array,
  [offset, count]: readonly [number, number],
  isTurning: boolean,
): MeshProps[] {
  if (count === 0) return []
  const { vertices, normals, elements, palette, paletteRows, inside } = mesh
  const cull = { enable: isTurning && inside !== 'seen', face: inside === 'front' ? 'front' : 'back' } as const
  const perEntry = [1 / ENTRIES_PER_ROW, 1 / paletteRows] as const
  return [{ vertices, normals, elements, palette, perEntry, placed, offset, count, cull }]
}

const UNCULLED = { enable: false, face: 'back' } as const

/** What is drawn of segments and of files: surfaces, and ribbons along lines. */
function shownProps({ scene, frame, present, shapes }: ScenePicture, placed: readonly Float32Array[]) {
  const surfaces: MeshProps[] = []
  const lines: MeshProps[] = []
  for (const [i, mesh] of present.entries()) {
    const into = mesh.resident.isLine === true ? lines : surfaces
    into.push(...propsOf(mesh, placed[i]!, [0, mesh.shownCount], scene.isTurning))
  }
  for (const { drawn, vertices, normals, elements, palette } of shapes) {
    const into = drawn.kind === 'skeleton' ? lines : surfaces
    const { origin, step, triangles } = drawn.mesh
    const own = {
      vertices,
      normals,
      elements,
      palette,
      perEntry: [1, 1],
      offset: 0,
      count: triangles.length,
      cull: UNCULLED,
    } as const
    into.push({ ...own, placed: placedOn(frame, origin, step) })
  }
  return { surfaces, lines }
}

/** A line shows through this many nanometres of a surface: neurites are thinner, so that their skeletons show on them. */
const LINE_BEFORE_NM = 1500

/** `hasSurfaces`: lines lie in surfaces. */
function ribbonProps({ scene, frame }: ScenePicture, lines: readonly MeshProps[], hasSurfaces: boolean): RibbonProps[] {
  if (lines.length === 0) return []
  const { view, devicePixelRatio } = scene
  const pixels = 2 * LINE_HALF_WIDTH * devicePixelRatio
  const reach = [pixels / view.width, pixels / view.height] as const
  const nearer = nearerBy(frame, hasSurfaces ? LINE_BEFORE_NM : 0)
  return lines.map((props) => ({ ...props, nearer, reach }))
}

/** What is placed by a matrix, moved on screen by so much of clip space. */
function shiftedBy(placed: Float32Array, x: number, y: number): Float32Array {
  return placed.map((value, i) => value + (i % 4 === 0 ? x : i % 4 === 1 ? y : 0) * placed[i - (i % 4) + 3]!)
}

/** Slices and axes. */
function paintFlat(commands: SceneCommands, { scene, frame, pixels, fine }: ScenePicture): void {
  const placed = placedOn(frame, scene.view.centre, [1, 1, 1])
  if (scene.look.slices) {
    const parts = scene.slices.flatMap((slice, i) => {
      const part = slicePart(slice, scene.view.centre)
      return part === undefined ? [] : [{ ...part, placed, pixels: pixels[i]! }]
    })
    if (parts.length > 0) commands.slices(parts)
  }
  if (!scene.look.axes) return
  // Not every driver draws lines wider than a pixel, and here one of the panel has several: the same lines side by side.
  const { width, height } = scene.view
  const sides = Array.from({ length: fine ** 2 }, (_, i) => [i % fine, Math.floor(i / fine)] as const)
  const lines = axisLines(scene.view)
  const beside = ([x, y]: readonly [number, number]) =>
    shiftedBy(placed, (2 * x) / width / fine, (2 * y) / height / fine)
  commands.lines(sides.map((side) => ({ ...lines, placed: beside(side) })))
}
