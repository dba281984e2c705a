import { Palette, Undo2 } from 'lucide-react'
import { Button, Switch, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import type { SegmentationView } from '../../../shared/view/layer-view.ts'
import { useApp, useChange, useView } from '../app-context.ts'
import { Hint } from '../controls/IconButton.tsx'
import { SliderField } from '../controls/SliderField.tsx'
import { changeSegmentation } from '../view/recipes.ts'
import type { Layer } from '../view/view-state.ts'

interface SegmentationControlsProps {
  readonly layer: Layer
  readonly view: SegmentationView
}

export function SegmentationControls({ layer, view }: SegmentationControlsProps) {
  const { commands } = useApp()
  const change = useChange()
  const isFirst = useView((state) => state.pastColours.length === 0)
  const set = (part: Partial<SegmentationView>) => change(changeSegmentation(layer.id, part))
  return (
    <>
      <SliderField label="Overlay opacity" value={view.opacity} onChange={(opacity) => set({ opacity })} />
      <SliderField
        label="Selected opacity"
        value={view.selectedOpacity}
        onChange={(selectedOpacity) => set({ selectedOpacity })}
      />
      <ToggleButtonGroup
        aria-label="Segments shown"
        className="segmented wide"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view.selectedOnly ? 'selected' : 'all']}
        onSelectionChange={(keys) => set({ selectedOnly: keys.has('selected') })}
      >
        <ToggleButton id="all">All segments</ToggleButton>
        <Hint label="Draw selected segments only" command="selected-only">
          <ToggleButton id="selected">Selected only</ToggleButton>
        </Hint>
      </ToggleButtonGroup>
      <Switch className="switch" isSelected={view.boundaries} onChange={(boundaries) => set({ boundaries })}>
        <i aria-hidden /> Boundaries
      </Switch>
      <div className="row">
        <Hint label="Colour all segments anew" command="recolour">
          <Button className="button small" onPress={() => commands('recolour')}>
            <Palette size={14} aria-hidden /> New colours
          </Button>
        </Hint>
        <Hint label="Bring back the colours before" command="last-colours">
          <Button className="button small" isDisabled={isFirst} onPress={() => commands('last-colours')}>
            <Undo2 size={14} aria-hidden /> Last
          </Button>
        </Hint>
      </div>
    </>
  )
}
