import type { Regl } from 'regl'
import type { Box3 } from '../../../shared/geometry.ts'
import { createGpuShapes } from '../file-shapes/gpu-shapes.ts'
import type { DrawnMesh, MeshUploader } from '../meshes/scene-meshes.ts'
import type { PanelCopies } from '../painting/panel-copies.ts'
import { panelTarget, type Targets } from '../painting/targets.ts'
import { createGpuMeshes, type GpuMesh } from './gpu-meshes.ts'
import type { Scene } from './scene.ts'
import { axesBox } from './scene-axes.ts'
import { createSceneCommands, type SceneCommands } from './scene-commands.ts'
import { type SceneFrame, sceneFrame } from './scene-frame.ts'
import { paintScene } from './scene-picture.ts'
import { sliceBox } from './scene-slices.ts'
import { createSceneTarget } from './scene-target.ts'
import { createKeptPicture } from './touch-up/kept-picture.ts'

/** Draws scenes in one WebGL context, and holds the meshes there. */
export interface SceneDrawing extends MeshUploader {
  /**
   * Draws the scene into its panel. A scene in which nothing has changed is only copied there. `mayLag`: so is one in which
   * only the view or the slices have, if that panel was drawn before. Its shaders are compiled with the first scene that
   * has meshes, or after `warmUp`; until then an empty scene is not drawn at all. `isFine`: a scene that was drawn before
   * gets smooth edges, and so does a new one. True: the scene was drawn anew.
   */
  draw(scene: Scene, canvasHeight: number, mayLag: boolean, isFine: boolean): boolean
  /** The edges of the picture that was drawn last are rough, and would be smooth if it were drawn finely. */
  isRough(): boolean
  /** The next frame compiles the shaders, if none did before. False: they are compiled. */
  warmUp(): boolean
  /** The next frame draws the scene anew. */
  forget(): void
  /** Of the picture that was drawn last. */
  triangles(): number
  /** Bytes of the kept picture. */
  screenBytes(): number
  destroy(): void
}

/** `copies`: of the slice panels, in the order of a scene's slices. */
export function createSceneDrawing(regl: Regl, targets: Targets, copies: PanelCopies): SceneDrawing {
  const meshes = createGpuMeshes(regl)
  const shapes = createGpuShapes(regl)
  const plain = createSceneTarget(regl, 'nearest')
  const fine = createSceneTarget(regl, 'linear')
  const kept = createKeptPicture(regl, meshes, plain.framebuffer)
  let commands: SceneCommands | undefined
  let shown: Shown | undefined
  /** Which of the two has the picture of `shown`. */
  let target = plain
  const isRoughOnce = () => target === plain && shown !== undefined && mayBeFine(regl, shown, triangles)
  let triangles = 0
  let isWarm = false

  function paint(
    own: SceneCommands,
    next: Shown,
    present: readonly GpuMesh[],
    canvasHeight: number,
    isFine: boolean,
  ): void {
    const { rect, slices, look } = next
    const samples = isFine ? FINE : 1
    target = isFine ? fine : plain
    target.reserve(rect.width * samples, rect.height * samples)
    const pixels = look.slices ? copies.take(slices.map(panelOf), canvasHeight) : []
    const drawn = { frame: next.frame, present, shapes: shapes.present(next.shapes) }
    const picture = { scene: next, ...drawn, pixels, fine: samples }
    if (isFine) paintScene(regl, own, picture, meshes.triangles, fine.framebuffer())
    else kept.paint(own, picture)
    shown = next
  }

  return {
    upload: meshes.upload,
    drop: meshes.drop,
    draw: (scene, canvasHeight, mayLag, isFine) => {
      isWarm ||= scene.drawn.length > 0 || scene.shapes.length > 0
      if (!isWarm) return false
      commands ??= createSceneCommands(regl)
      const frame = sceneFrame(scene.view, scene.drawn, furtherBoxes(scene))
      const present = frame.meshes.flatMap((drawn) => meshes.present(drawn) ?? [])
      const next = { ...scene, version: meshes.version(), frame }
      const { width, height } = scene.rect
      const isGone = shown?.rect.width !== width || shown.rect.height !== height || shown.above !== scene.above
      const isChanged = isGone || shown === undefined || !(mayLag ? isSameButMoved(shown, next) : isSame(shown, next))
      const isNew = isChanged || (isFine && isRoughOnce())
      if (isNew) {
        triangles = present.reduce((sum, { drawn }) => sum + trianglesIn(drawn), 0)
        paint(commands, next, present, canvasHeight, isFine && mayBeFine(regl, next, triangles))
      }
      const whole = commands.whole
      targets.into(panelTarget(scene.rect, canvasHeight), () =>
        whole({ pixels: target.texture(), share: target.share() }),
      )
      return isNew
    },
    warmUp: () => {
      if (isWarm) return false
      isWarm = true
      return true
    },
    forget: () => {
      shown = undefined
      kept.forget()
    },
    isRough: isRoughOnce,
    triangles: () => triangles,
    screenBytes: () => plain.bytes() + fine.bytes(),
    destroy: () => {
      plain.destroy()
      fine.destroy()
    },
  }
}

/** Four pixels are drawn for each of the panel, and their mean is shown. */
const FINE = 2

/** Whether there are edges to smooth, and the driver has pictures so large. */
function mayBeFine({ limits }: Regl, { view, shapes, isTurning }: Scene, triangles: number): boolean {
  const most = Math.min(limits.maxTextureSize, ...limits.maxViewportDims)
  const isEmpty = triangles === 0 && shapes.length === 0
  return !isEmpty && !isTurning && FINE * Math.max(view.width, view.height) <= most
}

/** What a picture was made of. */
interface Shown extends Scene {
  readonly version: number
  readonly frame: SceneFrame
}

const panelOf = ({ rect }: Scene['slices'][number]) => rect

function trianglesIn({ mesh: { mesh }, pieces, context }: DrawnMesh): number {
  const count = (list: Uint32Array) =>
    list.reduce((sum, piece) => sum + mesh.triangleStarts[piece + 1]! - mesh.triangleStarts[piece]!, 0)
  return count(pieces) + count(context)
}

function isSame(a: Shown, b: Shown): boolean {
  return (
    isSameButMoved(a, b) &&
    (!b.look.slices || a.slicesVersion === b.slicesVersion) &&
    JSON.stringify(a.view) === JSON.stringify(b.view)
  )
}

/** The same meshes with the same palettes, whatever is looked at. */
function isSameButMoved(a: Shown, b: Shown): boolean {
  const isSameMesh = (one: DrawnMesh, other: DrawnMesh | undefined) =>
    one.mesh === other?.mesh && one.pieces === other.pieces && one.context === other.context
  return (
    a.version === b.version &&
    a.shapes === b.shapes &&
    (!a.isTurning || b.isTurning) &&
    a.drawn.length === b.drawn.length &&
    a.drawn.every((one, i) => isSameMesh(one, b.drawn[i])) &&
    JSON.stringify(a.look) === JSON.stringify(b.look)
  )
}

function furtherBoxes({ look, slices, shapes, view }: Scene): Box3[] {
  const boxes = look.axes ? [axesBox(view)] : []
  boxes.push(...shapes.map(({ box }) => box))
  if (look.slices) for (const slice of slices) boxes.push(...sliceBox(slice))
  return boxes
}
