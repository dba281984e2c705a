import type { OtherAxis } from '../../../shared/formats/volume-format.ts'
import type { Recipe } from '../view/live-view.ts'
import type { Layer } from '../view/view-state.ts'

/** An axis beside x, y and z that layers share, and where they are on it. */
export interface SharedAxis {
  readonly axis: OtherAxis
  readonly place: number
}

/**
 * The axes of a dataset along which a person can go, such as time. Axes of one name and length are one: an image and its
 * labels go together. Channels are layers, and no axis of these.
 */
export function sharedAxes(layers: readonly Layer[]): readonly SharedAxis[] {
  const found = new Map<string, SharedAxis>()
  for (const { axes, described } of layers) {
    for (const [i, axis] of axes.entries()) {
      const key = `${axis.name} ${axis.length}`
      if (axis.kind !== 'channel' && !found.has(key)) found.set(key, { axis, place: described.at[i] ?? 0 })
    }
  }
  return [...found.values()]
}

/** Goes to a place on an axis, with all layers that have it. */
export function setPlace({ name, length }: OtherAxis, place: number): Recipe {
  return (state) => {
    for (const { axes, described } of state.dataset?.layers ?? []) {
      const at = axes.findIndex((axis) => axis.name === name && axis.length === length)
      if (at >= 0) described.at[at] = place
    }
  }
}

/** The channel that a layer shows, from 0 on; undefined where its volume has one alone. */
export function channelOf({ axes, described }: Pick<Layer, 'axes' | 'described'>): number | undefined {
  const at = axes.findIndex(({ kind }) => kind === 'channel')
  return at < 0 ? undefined : described.at[at]
}

/** The layer at these places on its axes; as it is where they do not fit. */
export function layerAt(layer: Layer, at: readonly number[] | undefined): Layer {
  const { axes, described, channelNames } = layer
  if (at === undefined || at.length !== axes.length || axes.some(({ length }, i) => at[i]! >= length)) return layer
  const moved = { ...layer, described: { ...described, at } }
  return { ...moved, name: nameAt(channelNames, channelOf(moved)) ?? layer.name }
}

function nameAt(names: Layer['channelNames'], channel: number | undefined): string | undefined {
  return names === undefined || channel === undefined ? undefined : `${names.volume} ${names.each[channel]}`
}

/** How a layer is called on screen: a channel by its own name first, since the volume's name is that of its siblings too. */
export function nameParts(layer: Layer): { readonly name: string; readonly volume: string | undefined } {
  const channel = channelOf(layer)
  const own = channel === undefined ? undefined : layer.channelNames?.each[channel]
  const isUsual = layer.name === nameAt(layer.channelNames, channel)
  return own === undefined || !isUsual
    ? { name: layer.name, volume: undefined }
    : { name: own, volume: layer.channelNames?.volume }
}

/** Shows another channel in a layer. Its values are others, so its contrast is taken from the data anew. */
export function setChannel(layerId: string, channel: number): Recipe {
  return (state) => {
    const layer = state.dataset?.layers.find(({ id }) => id === layerId)
    const at = layer?.axes.findIndex(({ kind }) => kind === 'channel') ?? -1
    if (layer === undefined || at < 0) return
    layer.described.at[at] = channel
    layer.name = nameAt(layer.channelNames, channel) ?? layer.name
    if (layer.view.kind === 'image') layer.view.fromData = true
  }
}
