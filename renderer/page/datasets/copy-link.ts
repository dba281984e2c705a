import { placeKind, splitAddress } from '../../../shared/bytes/address.ts'
import type { HostApi } from '../../../shared/contracts/host-api.ts'
import { type LayerToWrite, writeNeuroglancerLink } from '../../../shared/link/neuroglancer/write-link.ts'
import { channelOf, sharedAxes } from '../layers/places.ts'
import type { LiveView } from '../view/live-view.ts'
import { notify } from '../view/recipes.ts'
import { scenePanelOf } from '../view/scene/scene-state.ts'
import type { Layer, ViewState } from '../view/view-state.ts'

/** A link to what is on screen, or why there is none; and what a person should know of it, as sentences. */
interface WrittenLink {
  readonly link: string | undefined
  readonly words: string
}

/** Copies the view as a link that Neuroglancer opens, and says what of it is left out. */
export function copyLink(view: LiveView, host: Pick<HostApi, 'copyText'>): void {
  const { link, words } = writeLink(view.getState())
  const tell = () => view.setState(notify(words))
  if (link === undefined) tell()
  else void host.copyText(link).then(tell)
}

function writeLink(state: ViewState): WrittenLink {
  const { dataset, camera, scene, sceneSlices, layout, maximised, crosshair, selection } = state
  const [first] = dataset?.layers ?? []
  if (!dataset || !first) return { link: undefined, words: 'There is nothing to make a link of: no dataset is open.' }
  const isLocal = ({ location }: Layer) => placeKind(location) !== 'address'
  const local = dataset.layers.filter(isLocal).map(({ name }) => name)
  const layers = dataset.layers
    .filter((layer) => !isLocal(layer))
    .map((layer): LayerToWrite => {
      const segments = selection.filter(({ layerId }) => layerId === layer.id).map(({ id }) => id)
      return { name: layer.name, source: sourceOf(layer), view: layer.view, segments, channel: channelOf(layer) }
    })
  const onThisMachine = `${local.join(' and ')} ${local.length === 1 ? 'lies' : 'lie'} on this machine, where no web viewer reads`
  if (layers.length === 0)
    return { link: undefined, words: `No link was made: ${onThisMachine} ${local.length === 1 ? 'it' : 'them'}.` }
  const [size] = first.volume.scales
  const link = writeNeuroglancerLink({
    ...{ title: dataset.name, camera, scene, sceneSlices, crosshair, layers },
    sceneHeight: scenePanelOf(state).height,
    layout: maximised ?? layout,
    voxelNm: size.resolution,
  })
  const words = [`Copied a Neuroglancer link of ${layers.length === 1 ? 'one layer' : `${layers.length} layers`}.`]
  if (local.length > 0) words.push(`Left out: ${onThisMachine} ${local.length === 1 ? 'it' : 'them'}.`)
  if (dataset.locations.some(hasSecret))
    words.push('What stands after ? in an address may be a secret and was left out.')
  const moved = sharedAxes(dataset.layers).filter(({ place }) => place > 0)
  if (moved.length > 0) words.push(`The place on ${moved.map(({ axis }) => axis.name).join(' and ')} was left out.`)
  const isGrouped = dataset.editable?.agglomeration.kind === 'zarr'
  if (isGrouped && selection.some(({ layerId }) => layerId === dataset.editable?.layerId)) {
    words.push('Neuroglancer shows one supervoxel of each selected segment.')
  }
  return { link, words: words.join(' ') }
}

/** The address of a layer with the format before it, as Neuroglancer has it. */
function sourceOf({ location, described }: Layer): string {
  return splitAddress(location).prefixes.length > 0 ? location : `${described.format}://${location}`
}

/** A query, perhaps a signature; in the name of a folder on disk ? is a character. */
function hasSecret(location: string): boolean {
  return placeKind(location) !== 'machine' && location.includes('?')
}
