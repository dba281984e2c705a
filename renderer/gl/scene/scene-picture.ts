import type { Framebuffer2D, Regl, Texture2D } from 'regl'
import type { GpuShape } from '../file-shapes/gpu-shapes.ts'
import { WINDOW_TONE } from '../slices/tile-side.ts'
import { ENTRIES_PER_ROW, type GpuMesh, type GpuTriangles } from './gpu-meshes.ts'
import { LINE_HALF_WIDTH } from './line-shaders.ts'
import type { Scene } from './scene.ts'
import { axisLines } from './scene-axes.ts'
import type { MeshProps, RibbonProps, SceneCommands } from './scene-commands.ts'
import { nearerBy, placedOn, type SceneFrame } from './scene-frame.ts'
import { slicePart } from './scene-slices.ts'
import type { TouchUp } from './touch-up/touch-up.ts'

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
  triangles: (mesh: GpuMesh) => GpuTriangles,
  framebuffer: Framebuffer2D,
): void {
  const { scene, frame, present } = picture
  const parts = present.map((mesh): DrawnPart => ({ mesh, placed: placedIn(frame, mesh), ...triangles(mesh) }))
  commands.into({ framebuffer, viewport: viewportOf(picture) }, () => {
    regl.clear({ color: [...groundOf(scene), 1], depth: 1 })
    commands.scene(frame.shared, () => {
      const { surfaces, lines } = shownProps(picture, parts)
      commands.opaque(surfaces)
      commands.ribbons(ribbonProps(picture, lines))
      paintSlices(commands, picture)
      paintAxes(commands, picture)
      if (scene.look.contextOpacity === 0) return
      const context = parts.flatMap((part) => propsOf(part, part.shownCount, part.contextCount, scene.isTurning))
      if (context.length === 0) return
      commands.depth(context)
      commands.context(scene.look.contextOpacity, context)
    })
  })
}

/**
 * Makes a picture of the same view that is in the framebuffer into this one. `frame` is that of the picture there, so that
 * depths are the same. What is drawn again where it was hides nothing: it is not nearer than itself. `trianglesOf`: of some
 * pieces; they are freed.
 */
export function touchUpScene(
  regl: Regl,
  commands: SceneCommands,
  picture: ScenePicture,
  { emptied, behind, changed }: TouchUp,
  trianglesOf: (mesh: GpuMesh, pieces: Uint32Array) => GpuTriangles,
  framebuffer: Framebuffer2D,
): void {
  const { scene, frame, present } = picture
  const partOf = ({ at, pieces }: TouchUp['behind'][number]): DrawnPart => {
    const mesh = present[at]!
    return { mesh, placed: placedIn(frame, mesh), ...trianglesOf(mesh, pieces) }
  }
  const [behindParts, changedParts] = [behind.map(partOf), changed.map(partOf)]
  commands.into({ framebuffer, viewport: viewportOf(picture) }, () => {
    commands.scene(frame.shared, () => {
      if (emptied.length > 0) {
        const corner = regl.buffer([...emptied])
        commands.empty({ corner, count: emptied.length / 2, colour: groundOf(scene) })
        corner.destroy()
        const { surfaces, lines } = shownProps(picture, behindParts)
        commands.opaque(surfaces)
        commands.ribbons(ribbonProps(picture, lines))
        paintAxes(commands, picture)
      }
      commands.over({}, () => {
        commands.opaque(changedParts.flatMap((part) => propsOf(part, 0, part.shownCount, false)))
        paintSlices(commands, picture)
      })
    })
  })
  for (const { elements } of [...behindParts, ...changedParts]) elements.destroy()
}

/** The whole panel; what of it lies outside of the framebuffer is not drawn. */
function viewportOf({ scene: { view, above, rect }, fine }: ScenePicture) {
  const below = view.height - above - rect.height
  return { x: 0, y: -below * fine, width: view.width * fine, height: view.height * fine }
}

function groundOf({ look }: Scene): readonly [number, number, number] {
  return look.background ?? WINDOW_TONE
}

function placedIn(frame: SceneFrame, { drawn: { mesh } }: GpuMesh): Float32Array {
  return placedOn(frame, mesh.mesh.origin, mesh.mesh.step)
}

/** A mesh as it is drawn in one picture. */
interface DrawnPart extends GpuTriangles {
  readonly mesh: GpuMesh
  readonly placed: Float32Array
}

/** `offset` and `count`: of vertex numbers. */
function propsOf(
  { mesh, placed, elements }: DrawnPart,
  offset: number,
  count: number,
  isTurning: boolean,
): MeshProps[] {
  if (count === 0) return []
  const { vertices, normals, palette, paletteRows, inside } = mesh
  const cull = { enable: isTurning && inside !== 'seen', face: inside === 'front' ? 'front' : 'back' } as const
  const perEntry = [1 / ENTRIES_PER_ROW, 1 / paletteRows] as const
  return [{ vertices, normals, elements, palette, perEntry, placed, offset, count, cull }]
}

const UNCULLED = { enable: false, face: 'back' } as const

/** What is drawn of segments and of files: surfaces, and ribbons along lines. */
function shownProps({ scene, frame, shapes }: ScenePicture, parts: readonly DrawnPart[]) {
  const surfaces: MeshProps[] = []
  const lines: MeshProps[] = []
  for (const part of parts) {
    const into = part.mesh.drawn.mesh.isLine === true ? lines : surfaces
    into.push(...propsOf(part, 0, part.shownCount, scene.isTurning))
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

function ribbonProps({ scene, frame, present, shapes }: ScenePicture, lines: readonly MeshProps[]): RibbonProps[] {
  if (lines.length === 0) return []
  const hasSurfaces =
    present.some(({ drawn: { mesh, pieces } }) => mesh.isLine !== true && pieces.length > 0) ||
    shapes.some(({ drawn }) => drawn.kind !== 'skeleton')
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

function paintSlices(commands: SceneCommands, { scene, frame, pixels }: ScenePicture): void {
  if (!scene.look.slices) return
  const placed = placedOn(frame, scene.view.centre, [1, 1, 1])
  const parts = scene.slices.flatMap((slice, i) => {
    const part = slicePart(slice, scene.view.centre)
    if (part === undefined) return []
    return [{ ...part, place: padded(part.place), texel: padded(part.texel), placed, pixels: pixels[i]! }]
  })
  if (parts.length > 0) commands.slices(parts)
}

function paintAxes(commands: SceneCommands, { scene, frame, fine }: ScenePicture): void {
  if (!scene.look.axes) return
  // Not every driver draws lines wider than a pixel, and here one of the panel has several: the same lines side by side.
  const { width, height } = scene.view
  const placed = placedOn(frame, scene.view.centre, [1, 1, 1])
  const sides = Array.from({ length: fine ** 2 }, (_, i) => [i % fine, Math.floor(i / fine)] as const)
  const { place, colour, count } = axisLines(scene.view)
  const lines = { place: padded(place), colour: padded(colour), count }
  const beside = ([x, y]: readonly [number, number]) =>
    shiftedBy(placed, (2 * x) / width / fine, (2 * y) / height / fine)
  commands.lines(sides.map((side) => ({ ...lines, placed: beside(side) })))
}

/** Numbers of an attribute of what is flat: a slice has ten corners at most, and axes have six ends. */
const FLAT_NUMBERS = 32

/**
 * All to one length. regl gives the same few buffers to one draw after the other. With arrays of different lengths half a slice
 * was missing under SwiftShader, which seems to read a buffer only as far as it reached at first.
 */
function padded(numbers: readonly number[]): number[] {
  return [...numbers, ...new Array<number>(Math.max(0, FLAT_NUMBERS - numbers.length)).fill(0)]
}
