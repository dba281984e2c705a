import { useEffect, useState } from 'react'
import { Button, Label, Slider, SliderThumb, SliderTrack, Switch } from 'react-aria-components'
import type { ImageView } from '../../../shared/view/layer-view.ts'
import type { Histogram } from '../../gl/messages.ts'
import { useApp, useChange, useView } from '../app-context.ts'
import { histogramPath, maxValueOf } from '../frame/contrast.ts'
import { SliderField } from '../frame/SliderField.tsx'
import { changeImage, setContrast } from '../view/recipes.ts'
import type { Layer } from '../view/view-state.ts'

interface ImageControlsProps {
  readonly layer: Layer
  readonly view: ImageView
}

export function ImageControls({ layer, view }: ImageControlsProps) {
  const change = useChange()
  const histogram = useHistogram(layer.id)
  const most = maxValueOf(layer.volume.voxelType)
  const inverted = view.black > view.white
  const [low, high] = inverted ? [view.white, view.black] : [view.black, view.white]
  const set = (from: number, to: number, invert = inverted) =>
    change(setContrast(layer.id, invert ? { black: to, white: from } : { black: from, white: to }))
  const auto = histogram?.range
  return (
    <>
      <SliderField
        label="Opacity"
        value={view.opacity}
        onChange={(opacity) => change(changeImage(layer.id, { opacity }))}
      />
      <Slider
        className="slider contrast"
        value={[low, high]}
        minValue={0}
        maxValue={most}
        step={1}
        onChange={([from = 0, to = most]) => set(from, to)}
      >
        <Label>Contrast</Label>
        <span className="number">
          {view.black} – {view.white}
        </span>
        <svg className="histogram" viewBox="0 0 256 1" preserveAspectRatio="none" aria-hidden>
          {histogram ? <path d={histogramPath(histogram.bins)} /> : null}
        </svg>
        <SliderTrack className="slider-track">
          <i
            className="slider-fill"
            style={{ left: `${(100 * low) / most}%`, width: `${(100 * (high - low)) / most}%` }}
          />
          <SliderThumb className="slider-thumb" index={0} aria-label={inverted ? 'White' : 'Black'} />
          <SliderThumb className="slider-thumb" index={1} aria-label={inverted ? 'Black' : 'White'} />
        </SliderTrack>
      </Slider>
      <div className="row">
        <Button className="button small" isDisabled={!auto} onPress={() => auto && set(auto.black, auto.white)}>
          Auto
        </Button>
        <Button className="button small" onPress={() => set(0, most, false)}>
          Full range
        </Button>
      </div>
      <Switch className="switch" isSelected={inverted} onChange={(invert) => set(low, high, invert)}>
        <i aria-hidden /> Invert
      </Switch>
      <Switch
        className="switch"
        isSelected={view.smooth}
        onChange={(smooth) => change(changeImage(layer.id, { smooth }))}
      >
        <i aria-hidden /> Smooth when magnified
      </Switch>
    </>
  )
}

/** The histogram is asked for so long after the last chunk, ms: counting voxels takes the time that chunks need to come. */
const HISTOGRAM_AFTER_MS = 500

/** The histogram of what is in view. It is asked for again when more chunks have arrived. */
function useHistogram(layerId: string): Histogram | undefined {
  const { gl } = useApp()
  const ready = useView((state) => state.progress?.ready ?? 0)
  const [histogram, setHistogram] = useState<Histogram>()
  useEffect(() => {
    if (ready === 0) return
    let current = true
    const timer = setTimeout(() => {
      void gl.histogram(layerId).then((counts) => {
        if (current) setHistogram(counts)
      })
    }, HISTOGRAM_AFTER_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [gl, layerId, ready])
  return histogram
}
