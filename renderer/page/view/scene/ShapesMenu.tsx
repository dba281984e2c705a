import { Check, Spline } from 'lucide-react'
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { SCENE_SHAPES, type SceneShapes } from '../../../../shared/view/scene/scene-camera.ts'
import { useChange, useView } from '../../app-context.ts'
import { Hint } from '../../frame/IconButton.tsx'
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
  return (
    <MenuTrigger>
      <Hint label={`Shown of segments: ${WORDS[shapes].toLowerCase()}`}>
        <Button className="icon-button" aria-label="Surfaces or skeletons">
          <Spline size={16} aria-hidden />
        </Button>
      </Hint>
      <Popover className="popover" offset={4} placement="bottom end">
        <Menu
          className="menu"
          aria-label="Shown of segments"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[shapes]}
          onSelectionChange={(keys) => {
            const chosen = SCENE_SHAPES.find((each) => keys !== 'all' && keys.has(each))
            if (chosen !== undefined) change(setSceneShapes(chosen))
          }}
        >
          {SCENE_SHAPES.map((each) => (
            <MenuItem key={each} id={each} textValue={WORDS[each]}>
              <Check size={14} aria-hidden opacity={each === shapes ? 1 : 0} /> {WORDS[each]}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
