import { Spline } from 'lucide-react'
import { Button } from 'react-aria-components'
import { SCENE_SHAPES, type SceneShapes } from '../../../../shared/view/scene/scene-camera.ts'
import { useChange, useView } from '../../app-context.ts'
import { ChoiceMenu } from '../../controls/ChoiceMenu.tsx'
import { Hint } from '../../controls/IconButton.tsx'
import { setSceneShapes } from './scene-state.ts'

const WORDS: Readonly<Record<SceneShapes, string>> = {
  both: 'Surfaces and skeletons',
  surfaces: 'Surfaces',
  skeletons: 'Skeletons',
}

/** Chooses what stands for a segment in the 3-D panel. It is there where segments have stored skeletons. */
export function ShapesMenu() {
  const change = useChange()
  const shapes = useView((state) => state.sceneShapes)
  const hasSkeletons = useView(({ dataset }) => dataset?.layers.some(({ skeletons }) => skeletons !== undefined))
  if (hasSkeletons !== true) return null
  const button = (
    <Hint label={`Shown of segments: ${WORDS[shapes].toLowerCase()}`}>
      <Button className="icon-button" aria-label="Surfaces or skeletons">
        <Spline size={16} aria-hidden />
      </Button>
    </Hint>
  )
  return (
    <ChoiceMenu
      button={button}
      label="Shown of segments"
      choices={SCENE_SHAPES}
      chosen={shapes}
      choose={(chosen) => change(setSceneShapes(chosen))}
      wordsOf={(each) => WORDS[each]}
    />
  )
}
