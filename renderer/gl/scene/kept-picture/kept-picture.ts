import type { Regl } from 'regl'
import type { DrawnMesh } from '../../meshes/scene-meshes.ts'
import type { GpuMeshes } from '../gpu-meshes.ts'
import type { Scene } from '../scene.ts'
import type { SceneCommands } from '../scene-commands.ts'
import { placedOn } from '../scene-frame.ts'
import { paintScene, type ScenePicture, touchUpScene } from '../scene-picture.ts'
import { createSceneTarget, type SceneTarget } from '../scene-target.ts'
import { createPieceColours } from './piece-colours.ts'
import { SEVERAL_TEXTURES } from './surface-shaders.ts'
import { type TouchUp, touchUpOf } from './touch-up.ts'

/**
 * The last plain picture of a scene before its surfaces have their colours: how each pixel is lit, which piece is there, and
 * its depth. So what changes colours alone, such as most edits and a hover, costs a pass over the pixels, however many
 * triangles there are.
 */
export interface KeptPicture {
  /** Paints a picture into the target. Where that is less work, it is made of the last one. */
  paint(commands: SceneCommands, picture: ScenePicture): void
  /** The next picture is painted as a whole. */
  forget(): void
  bytes(): number
  destroy(): void
}

export function createKeptPicture(
  regl: Regl,
  meshes: Pick<GpuMeshes, 'changes' | 'painted' | 'triangles' | 'trianglesOf'>,
  target: Pick<SceneTarget, 'framebuffer'>,
): KeptPicture {
  const surfaces = regl.hasExtension(SEVERAL_TEXTURES) ? createSceneTarget(regl, 'nearest', 2) : undefined
  const colours = createPieceColours(regl)
  /** What `surfaces` has. Its depths are of this frame. */
  let last: ScenePicture | undefined

  const forget = (): void => {
    last = undefined
    colours.clear()
  }
  /** How the last picture becomes this one; undefined where it is painted as a whole, with all numbers given anew. */
  const touchUpTo = (picture: ScenePicture): TouchUp | undefined => {
    const touchUp = last && touchUpFor(last, picture, meshes)
    if (touchUp !== undefined && colours.number(picture.present)) return touchUp
    forget()
    return undefined
  }
  const paintKept = (into: SceneTarget, commands: SceneCommands, picture: ScenePicture, touchUp?: TouchUp): void => {
    const { width, height } = picture.scene.rect
    const next = { ...picture, frame: last?.frame ?? picture.frame, firstOf: colours.firstOf }
    if (touchUp === undefined) {
      into.reserve(width, height)
      paintScene(regl, commands, next, meshes.triangles, into.framebuffer())
    } else touchUpScene(regl, commands, next, touchUp, meshes.trianglesOf, into.framebuffer())
    meshes.painted(next.present)
    last = next
    const [pixels, numbers] = into.textures
    const props = { pixels: pixels!, numbers: numbers!, share: into.share(), ...colours.sent(next.present) }
    const viewport = { x: 0, y: 0, width, height }
    commands.into({ framebuffer: target.framebuffer(), viewport }, () => commands.colouring(props))
  }
  return {
    paint: (commands, picture) => {
      if (surfaces !== undefined && isKeepable(picture.scene)) {
        const touchUp = touchUpTo(picture)
        if (touchUp !== undefined || colours.number(picture.present)) {
          return paintKept(surfaces, commands, picture, touchUp)
        }
      }
      forget()
      paintScene(regl, commands, picture, meshes.triangles, target.framebuffer())
    },
    forget,
    bytes: () => colours.bytes() + (surfaces?.bytes() ?? 0),
    destroy: () => {
      surfaces?.destroy()
      colours.destroy()
    },
  }
}

/** The context lets through what is behind it, and the pictures of a turn each last for one frame. */
function isKeepable({ isTurning, look }: Scene): boolean {
  return !isTurning && look.contextOpacity === 0
}

/** How the last picture becomes the next one; undefined where that has to be painted as a whole. */
function touchUpFor(last: ScenePicture, next: ScenePicture, meshes: Pick<GpuMeshes, 'changes'>): TouchUp | undefined {
  const [before, after] = [last.scene, next.scene]
  const hasRoom = last.frame.range.near <= next.frame.range.near && last.frame.range.far >= next.frame.range.far
  if (before.shapes !== after.shapes || !hasRoom || fixed(before) !== fixed(after)) return undefined
  const changes = meshes.changes(next.present)
  const drawn = next.present.map((mesh) => mesh.drawn)
  const placed = ({ mesh: { origin, step } }: DrawnMesh['mesh']) => placedOn(last.frame, origin, step)
  return changes && touchUpOf(drawn, changes, placed, after.view)
}

/** What a picture must have in common with one that it is made into. */
function fixed({ view, look, above, slices, rect }: Scene): string {
  return JSON.stringify([view, look, above, rect.width, rect.height, look.slices ? slices : []])
}
