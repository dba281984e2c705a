import { Switch } from 'react-aria-components'
import type { ImageView } from '../../../shared/view/layer-view.ts'
import { useChange } from '../app-context.ts'
import { SliderField } from '../controls/SliderField.tsx'
import { changeImage } from '../view/recipes.ts'
import type { Layer } from '../view/view-state.ts'
import { ChannelSlider } from './AxisSliders.tsx'
import { Blending } from './Blending.tsx'
import { Contrast } from './Contrast.tsx'

interface ImageControlsProps {
  readonly layer: Layer
  readonly view: ImageView
}

export function ImageControls({ layer, view }: ImageControlsProps) {
  const change = useChange()
  const set = (part: Partial<ImageView>) => change(changeImage(layer.id, part))
  return (
    <>
      <ChannelSlider layer={layer} />
      <SliderField label="Opacity" value={view.opacity} onChange={(opacity) => set({ opacity })} />
      <Blending layer={layer} view={view} />
      <Contrast layer={layer} view={view} />
      <Switch className="switch" isSelected={view.smooth} onChange={(smooth) => set({ smooth })}>
        <i aria-hidden /> Smooth when magnified
      </Switch>
    </>
  )
}
