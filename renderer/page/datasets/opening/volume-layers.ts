import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import type { Layer } from '../../view/view-state.ts'
import { channelView } from '../first-view.ts'
import type { FoundVolume } from './find-volume.ts'

/** The most channels of one volume that are shown together. */
const MAX_CHANNELS = 4

/**
 * The layers that show a volume: one for each of its first channels, at the beginning of every other axis. A volume without
 * channels is one layer, with the colour and contrast of its only channel where the description says them. `chunks`: the
 * source of its chunks, where that is another one.
 */
export function layersOf(
  name: string,
  source: OpenedSource,
  { described, stored }: FoundVolume,
  chunks: Pick<OpenedSource, 'sourceId'> = source,
): readonly Layer[] {
  const { folder } = source
  const { sourceId } = chunks
  const { volume, axes, channels } = stored
  const channelAxis = axes.findIndex(({ kind }) => kind === 'channel')
  const all = axes[channelAxis]?.length ?? 1
  const count = Math.min(all, MAX_CHANNELS)
  const names = Array.from({ length: all }, (_, channel) => channels[channel]?.name ?? `channel ${channel + 1}`)
  return Array.from({ length: count }, (_, channel) => {
    const at = axes.map((_axis, i) => (i === channelAxis ? channel : 0))
    const isOne = channelAxis < 0
    return {
      id: isOne ? folder : `${folder}#channel-${channel}`,
      name: isOne ? name : `${name} ${names[channel]}`,
      channelNames: isOne ? undefined : { volume: name, each: names },
      readOnly: stored.readOnly,
      ...{ sourceId, location: folder, volume, axes, described: { ...described, at } },
      view: channelView(volume, channels[channel], channel, count),
    }
  })
}
