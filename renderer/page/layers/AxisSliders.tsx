import { Label, Slider, SliderThumb, SliderTrack } from 'react-aria-components'
import type { OtherAxis } from '../../../shared/formats/volume-format.ts'
import { useChange } from '../app-context.ts'
import type { Layer } from '../view/view-state.ts'
import { channelOf, setChannel, setPlace, sharedAxes } from './places.ts'

interface AxisSlidersProps {
  readonly layers: readonly Layer[]
}

/** Where the dataset is seen on its axes beside x, y and z, such as time: a slider for each. */
export function AxisSliders({ layers }: AxisSlidersProps) {
  const change = useChange()
  const axes = sharedAxes(layers)
  if (axes.length === 0) return null
  return (
    <section className="section section-body axes" aria-label="Axes">
      {axes.map(({ axis, place }) => (
        <PlaceSlider
          key={`${axis.name} ${axis.length}`}
          label={axisWord(axis)}
          place={place}
          last={axis.length - 1}
          shown={`${place} / ${axis.length - 1}`}
          onChange={(next) => change(setPlace(axis, next))}
        />
      ))}
    </section>
  )
}

/** Channels that are shown at once; a volume of more has a slider in each of its layers. */
const SHOWN_CHANNELS = 4

/** Which channel a layer shows, where its volume has more than are shown at once. */
export function ChannelSlider({ layer }: { readonly layer: Layer }) {
  const change = useChange()
  const channel = channelOf(layer)
  const names = layer.channelNames?.each ?? []
  if (channel === undefined || names.length <= SHOWN_CHANNELS) return null
  return (
    <PlaceSlider
      label="Channel"
      place={channel}
      last={names.length - 1}
      shown={names[channel] ?? ''}
      onChange={(next) => change(setChannel(layer.id, next))}
    />
  )
}

function axisWord({ name, kind }: OtherAxis): string {
  return kind === 'time' ? 'Time' : name
}

interface PlaceSliderProps {
  readonly label: string
  readonly place: number
  readonly last: number
  readonly shown: string
  readonly onChange: (place: number) => void
}

function PlaceSlider({ label, place, last, shown, onChange }: PlaceSliderProps) {
  return (
    <Slider
      className="slider"
      value={place}
      minValue={0}
      maxValue={last}
      step={1}
      onChange={(next) => onChange(Number(next))}
    >
      <Label>{label}</Label>
      <span className="number clip">{shown}</span>
      <SliderTrack className="slider-track">
        <i className="slider-fill share" style={{ width: `${(100 * place) / last}%` }} />
        <SliderThumb className="slider-thumb" />
      </SliderTrack>
    </Slider>
  )
}
