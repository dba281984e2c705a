import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components'

interface SliderFieldProps {
  readonly label: string
  /** 0 to 1, shown in percent. */
  readonly value: number
  readonly onChange: (value: number) => void
}

/** A labelled slider of a share. */
export function SliderField({ label, value, onChange }: SliderFieldProps) {
  return (
    <Slider
      className="slider"
      value={value}
      minValue={0}
      maxValue={1}
      step={0.01}
      onChange={onChange}
      formatOptions={{ style: 'percent' }}
    >
      <Label>{label}</Label>
      <SliderOutput className="number" />
      <SliderTrack className="slider-track">
        <i className="slider-fill share" style={{ width: `${value * 100}%` }} />
        <SliderThumb className="slider-thumb" />
      </SliderTrack>
    </Slider>
  )
}
