import { useEffect, useState } from 'react'
import { Button, Label, Slider, SliderThumb, SliderTrack, Switch } from 'react-aria-components'
import type { ImageView } from '../../../shared/view/layer-view.ts'
import { shortRangeOf } from '../../../shared/volume/voxel-type.ts'
import type { Histogram } from '../../gl/messages.ts'
import { useApp, useChange } from '../app-context.ts'
import { setContrast } from '../view/recipes.ts'
import type { Layer } from '../view/view-state.ts'
import { histogramPath, histogramPlace, type Span, spanOf, tidy } from './contrast.ts'
import { ValueField } from './ValueField.tsx'

interface ContrastProps {
  readonly layer: Layer
  readonly view: ImageView
}

/** Which values of an image are drawn as black and as white. Black above white inverts it. */
export function Contrast({ layer, view }: ContrastProps) {
  const change = useChange()
  const histogram = useHistogram(layer.id)
  const { voxelType } = layer.volume
  const counts = histogram?.counts ?? null
  const inverted = view.black > view.white
  const [low, high] = inverted ? [view.white, view.black] : [view.black, view.white]
  const set = (black: number, white: number) => change(setContrast(layer.id, { black, white }))
  const setEnds = (from: number, to: number) => (inverted ? set(to, from) : set(from, to))
  const all = shortRangeOf(voxelType) ?? (counts === null ? undefined : [counts.from, counts.to])
  const range = histogram?.range
  const span = spanOf(voxelType, counts, low, high)
  const { step } = span
  return (
    <>
      <Ends low={low} high={high} inverted={inverted} counts={counts} span={span} onChange={setEnds} />
      <div className="row values">
        <ValueField label="Black" value={view.black} step={step} onChange={(black) => set(black, view.white)} />
        <ValueField label="White" value={view.white} step={step} onChange={(white) => set(view.black, white)} />
      </div>
      <div className="row">
        <Button className="button small" isDisabled={!range} onPress={() => range && setEnds(range.black, range.white)}>
          Auto
        </Button>
        <Button className="button small" isDisabled={!all} onPress={() => all && set(all[0] ?? 0, all[1] ?? 1)}>
          Full range
        </Button>
      </div>
      <Switch className="switch" isSelected={inverted} onChange={() => set(view.white, view.black)}>
        <i aria-hidden /> Invert
      </Switch>
    </>
  )
}

interface EndsProps {
  readonly low: number
  readonly high: number
  readonly inverted: boolean
  readonly counts: Histogram['counts']
  readonly span: Span
  readonly onChange: (low: number, high: number) => void
}

/** A slider with two thumbs under the histogram of what is in view. */
function Ends({ low, high, inverted, counts, span: present, onChange }: EndsProps) {
  // While a thumb is moved the span stays, so that the track does not move under the pointer.
  const [held, setHeld] = useState<Span>()
  const span = held ?? present
  const share = (value: number) => (value - span.from) / (span.to - span.from)
  const place = counts === null ? undefined : histogramPlace(counts, span)
  const [from, to] = inverted ? [share(high), share(low)] : [share(low), share(high)]
  return (
    <Slider
      className="slider contrast"
      value={[low, high]}
      minValue={span.from}
      maxValue={span.to}
      step={span.step}
      onChange={([first = low, second = high]) => {
        setHeld(span)
        onChange(tidy(first), tidy(second))
      }}
      onChangeEnd={() => setHeld(undefined)}
    >
      <Label>Contrast</Label>
      <svg className="histogram" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
        {counts === null || place === undefined ? null : (
          <path
            d={histogramPath(counts.bins)}
            transform={`translate(${place.x} 0) scale(${Math.max(place.width, 1e-3) / counts.bins.length} 1)`}
          />
        )}
        <path className="ramp" d={`M${from} 1L${to} 0`} />
      </svg>
      <SliderTrack className="slider-track">
        <i
          className="slider-fill"
          style={{ left: `${100 * share(low)}%`, width: `${100 * (share(high) - share(low))}%` }}
        />
        <SliderThumb className="slider-thumb" index={0} aria-label={inverted ? 'White' : 'Black'} />
        <SliderThumb className="slider-thumb" index={1} aria-label={inverted ? 'Black' : 'White'} />
      </SliderTrack>
    </Slider>
  )
}

/** The histogram is asked for this long after the last chunk, ms: counting voxels takes the time that chunks need to come. */
const HISTOGRAM_AFTER_MS = 500

/** The histogram of what is in view. It is asked for again when more chunks have arrived. */
function useHistogram(layerId: string): Histogram | undefined {
  const { gl, view } = useApp()
  const [histogram, setHistogram] = useState<Histogram>()
  useEffect(() => {
    let current = true
    let timer: ReturnType<typeof setTimeout> | undefined
    let asked = 0
    const ask = async () => {
      const counts = await gl.histogram(layerId)
      if (current) setHistogram(counts)
    }
    // Not through `useView`: loading is told ten times a second, and each time the controls would be built again.
    const look = () => {
      const ready = view.getState().progress?.ready ?? 0
      if (ready === asked) return
      asked = ready
      clearTimeout(timer)
      if (ready > 0) timer = setTimeout(() => void ask(), HISTOGRAM_AFTER_MS)
    }
    const stop = view.subscribe(look)
    look()
    return () => {
      current = false
      stop()
      clearTimeout(timer)
    }
  }, [gl, view, layerId])
  return histogram
}
