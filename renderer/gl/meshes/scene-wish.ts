import { frustumOf } from '../../../shared/view/scene/frustum.ts'
import { sceneViewOf } from '../../../shared/view/scene/scene-view.ts'
import type { PostedView, ViewMessage } from '../posted-view.ts'
import type { SceneWish } from './mesh-loader.ts'

/** What the posted view's 3-D panel looks at; undefined where there is none. The same object as long as the view is. */
export function createSceneWish(view: Pick<PostedView, 'current'>): () => SceneWish | undefined {
  let last: ViewMessage | undefined
  let wish: SceneWish | undefined
  return () => {
    const current = view.current()
    if (current !== last) wish = current && wishOf(current)
    last = current
    return wish
  }
}

function wishOf({ camera, scene, panels, devicePixelRatio }: ViewMessage): SceneWish | undefined {
  for (const panel of panels) {
    if (panel.kind !== '3d' || panel.rect.width <= 0 || panel.rect.height <= 0) continue
    const seen = sceneViewOf(camera.position, scene, panel.rect, devicePixelRatio)
    return {
      view: seen,
      frustum: frustumOf(seen),
      withContext: panel.look.contextOpacity > 0,
      shapes: panel.look.shapes ?? 'both',
    }
  }
  return undefined
}
