import type { Framebuffer2D, Regl } from 'regl'
import type { DrawnMesh } from '../../meshes/scene-meshes.ts'
import type { GpuMeshes } from '../gpu-meshes.ts'
import type { Scene } from '../scene.ts'
import type { SceneCommands } from '../scene-commands.ts'
import { placedOn } from '../scene-frame.ts'
import { paintScene, type ScenePicture, touchUpScene } from '../scene-picture.ts'
import { type TouchUp, touchUpOf } from './touch-up.ts'

/** The plain picture of a scene, with its depth. */
export interface KeptPicture {
  /** Paints a picture, or makes the last one into it where that is less work. */
  paint(commands: SceneCommands, picture: ScenePicture): void
  /** The next picture is painted as a whole. */
  forget(): void
}

export function createKeptPicture(
  regl: Regl,
  meshes: Pick<GpuMeshes, 'changes' | 'painted' | 'triangles' | 'trianglesOf'>,
  framebuffer: () => Framebuffer2D,
): KeptPicture {
  /** What the framebuffer has. Its depths are of this frame. */
  let last: ScenePicture | undefined
  return {
    paint: (commands, picture) => {
      const touchUp = last && touchUpFor(last, picture, meshes)
      const next = last === undefined || touchUp === undefined ? picture : { ...picture, frame: last.frame }
      if (touchUp === undefined) paintScene(regl, commands, next, meshes.triangles, framebuffer())
      else touchUpScene(regl, commands, next, touchUp, meshes.trianglesOf, framebuffer())
      meshes.painted(next.present)
      last = next
    },
    forget: () => {
      last = undefined
    },
  }
}

/** How the last picture becomes the next one; undefined where that has to be painted as a whole. */
function touchUpFor(last: ScenePicture, next: ScenePicture, meshes: Pick<GpuMeshes, 'changes'>): TouchUp | undefined {
  const [before, after] = [last.scene, next.scene]
  if (before.isTurning || after.isTurning || after.look.contextOpacity > 0) return undefined
  if (before.shapes !== after.shapes) return undefined
  const hasRoom = last.frame.range.near <= next.frame.range.near && last.frame.range.far >= next.frame.range.far
  if (!hasRoom || fixed(before) !== fixed(after)) return undefined
  const changes = meshes.changes(next.present)
  const drawn = next.present.map((mesh) => mesh.drawn)
  const placed = ({ mesh: { origin, step } }: DrawnMesh['mesh']) => placedOn(last.frame, origin, step)
  return changes && touchUpOf(drawn, changes, placed, after.view)
}

/** What a picture must have in common with one that it is made into. */
function fixed({ view, look, above, slices, rect }: Scene): string {
  return JSON.stringify([view, look, above, rect.width, rect.height, look.slices ? slices : []])
}
