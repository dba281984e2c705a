import { Label, Radio, RadioGroup, Switch } from 'react-aria-components'
import type { ImageView } from '../../../shared/view/layer-view.ts'
import { useChange, useView } from '../app-context.ts'
import { changeImage } from '../view/recipes.ts'
import type { Layer } from '../view/view-state.ts'

const WHITE = '#ffffff'

/** Colours to choose from: white, and lights that add up to it. */
const COLOURS = [
  { name: 'White', colour: WHITE },
  { name: 'Red', colour: '#ff0000' },
  { name: 'Green', colour: '#00ff00' },
  { name: 'Blue', colour: '#0000ff' },
  { name: 'Cyan', colour: '#00ffff' },
  { name: 'Magenta', colour: '#ff00ff' },
  { name: 'Yellow', colour: '#ffff00' },
] as const

interface BlendingProps {
  readonly layer: Layer
  readonly view: ImageView
}

/** The colour of an image, and whether it is added to the images below it. A dataset of one image needs neither. */
export function Blending({ layer, view }: BlendingProps) {
  const change = useChange()
  const place = useView((state) => imagesOf(state.dataset?.layers).findIndex(({ id }) => id === layer.id))
  const isOnly = useView((state) => imagesOf(state.dataset?.layers).length < 2)
  const colour = (view.colour ?? WHITE).toLowerCase()
  if (isOnly && colour === WHITE) return null
  const isKnown = COLOURS.some((one) => one.colour === colour)
  return (
    <>
      <RadioGroup
        className="tints"
        orientation="horizontal"
        value={colour}
        onChange={(next) => change(changeImage(layer.id, { colour: next === WHITE ? undefined : next }))}
      >
        <Label>Colour</Label>
        {[...COLOURS, ...(isKnown ? [] : [{ name: 'Own colour', colour }])].map((one) => (
          <Radio key={one.colour} value={one.colour} aria-label={one.name} className="tint">
            <i style={{ background: one.colour }} aria-hidden />
          </Radio>
        ))}
      </RadioGroup>
      {place < 1 ? null : (
        <Switch
          className="switch"
          isSelected={view.adds === true}
          onChange={(adds) => change(changeImage(layer.id, { adds }))}
        >
          <i aria-hidden /> Add to the other images
        </Switch>
      )}
    </>
  )
}

function imagesOf(layers: readonly Layer[] = []): readonly Layer[] {
  return layers.filter(({ volume }) => volume.kind === 'image')
}
