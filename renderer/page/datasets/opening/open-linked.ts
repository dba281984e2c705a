import { placeKind } from '../../../../shared/bytes/address.ts'
import { shownLocation } from '../../../../shared/bytes/shown-location.ts'
import { LOCATION_CHARACTERS_MAX, type OpenedSource } from '../../../../shared/contracts/host-api.ts'
import type { Vec3 } from '../../../../shared/geometry.ts'
import { withLinkedLook } from '../../../../shared/link/neuroglancer/linked-look.ts'
import type { LeftOut, LinkedLayer, LinkedView } from '../../../../shared/link/neuroglancer/linked-view.ts'
import { writeLayersAlone } from '../../../../shared/link/neuroglancer/write-link.ts'
import { type Problem, ProblemError, problemOf } from '../../../../shared/problem.ts'
import { channelOf, layerAt } from '../../layers/places.ts'
import type { Layer } from '../../view/view-state.ts'
import { openChunks } from './chunk-source.ts'
import { findInFolder, volumesInWords } from './find-volume.ts'
import { formatsOf } from './formats-of.ts'
import type { OpeningServices } from './read-description.ts'
import { layersOf } from './volume-layers.ts'

/** The layers of a Neuroglancer state, as far as they open. */
export interface LinkedPart {
  /** What opens the same layers again. */
  readonly locations: readonly string[]
  readonly name: string
  readonly layers: readonly Layer[]
  readonly linked: {
    readonly view: LinkedView
    readonly openedCount: number
    readonly leftOut: readonly LeftOut[]
    /** Selected segments of each layer that was opened, by its source. */
    readonly segments: ReadonlyMap<string, readonly bigint[]>
  }
}

export interface LinkedOpening {
  readonly openSource: (location: string) => Promise<OpenedSource>
  readonly services: Pick<OpeningServices, 'read'>
  readonly signal: AbortSignal
  /** Whether these folders of this machine may be read; whoever made a link may be anybody. */
  readonly mayRead: (places: readonly string[]) => Promise<boolean>
}

/** Sources of a layer that are tried: beside its volume it names meshes and skeletons. */
const SOURCES_TRIED_MAX = 4

/** Layers that did not open and that a refusal tells of. */
const REASONS_MAX = 3

/** Voxel sizes that differ by less are the same (a ten-thousandth). */
const SAME_SIZE = 1e-4

/**
 * Opens the layers of a view. What does not open is listed and keeps nothing else from opening; where nothing opens,
 * rejects with a `ProblemError` that says why.
 */
export async function openLinkedLayers(view: LinkedView, opening: LinkedOpening): Promise<LinkedPart> {
  const places = view.layers.flatMap(({ sources }) => sources).filter((source) => placeKind(source) !== 'address')
  const mayRead = places.length === 0 || (await opening.mayRead([...new Set(places)]))
  const outcomes = await Promise.all(view.layers.map((layer) => openLayer(layer, mayRead, opening)))
  const leftOut = [...view.leftOut]
  const opened: OpenedLayer[] = []
  let first: Problem | undefined
  outcomes.forEach((outcome, i) => {
    const label = `Layer "${view.layers[i]?.name}"`
    if (outcome.kind === 'failed') {
      first ??= outcome.problem
      leftOut.push({ weight: 'layer', sentence: `${label}: ${outcome.problem.message}` })
    } else {
      opened.push(outcome)
      leftOut.push(...differences(outcome, label))
    }
  })
  if (opened.length === 0) throw new ProblemError(nothingOpened(view, leftOut, first))
  const layers = opened.flatMap((one) => one.layers).map((layer) => atPlaces(layer, view.places))
  const unused = view.places.filter(({ axis }) => !layers.some(({ axes }) => axes.some(({ name }) => name === axis)))
  for (const { axis } of unused) {
    leftOut.push({ weight: 'part', sentence: `The place of the view on the axis ${axis} is not used` })
  }
  const again = writeLayersAlone(
    view.title,
    opened.map(({ wanted, source, layers: [shown] }) => {
      return { name: wanted.name, kind: shown?.volume.kind ?? 'image', source }
    }),
  )
  const segments = new Map(opened.map(({ wanted, layers: [shown] }) => [shown?.sourceId ?? '', wanted.look.segments]))
  return {
    locations: again.length <= LOCATION_CHARACTERS_MAX ? [again] : opened.map(({ source }) => source),
    name: view.title ?? nameOf(layers),
    layers,
    linked: { view, openedCount: opened.length, leftOut, segments },
  }
}

interface OpenedLayer {
  readonly kind: 'opened'
  readonly wanted: LinkedLayer
  /** The address that opened. */
  readonly source: string
  readonly layers: readonly Layer[]
}

type Outcome = OpenedLayer | { readonly kind: 'failed'; readonly problem: Problem }

/** Tries the sources of a layer in their order. Rejects only where the opening was cancelled. */
async function openLayer(wanted: LinkedLayer, mayRead: boolean, opening: LinkedOpening): Promise<Outcome> {
  let first: Problem | undefined
  for (const source of wanted.sources.slice(0, SOURCES_TRIED_MAX)) {
    try {
      if (!mayRead && placeKind(source) !== 'address') throw new ProblemError(notAllowed(source))
      const layers = await openVolume(wanted, source, opening)
      return { kind: 'opened', wanted, source, layers }
    } catch (error) {
      const problem = problemOf(error)
      if (problem === undefined || problem.kind === 'cancelled') throw error
      first ??= problem
    }
  }
  return { kind: 'failed', problem: first ?? { kind: 'not-found', message: 'it names no source' } }
}

async function openVolume(wanted: LinkedLayer, address: string, opening: LinkedOpening): Promise<readonly Layer[]> {
  const { openSource, services, signal } = opening
  const source = await openSource(address)
  const formats = formatsOf(source)
  const found = await findInFolder(source, { services, signal, kind: wanted.kind, formats })
  if (found?.kind !== 'volume') {
    const message = `${source.folder} does not hold ${volumesInWords(formats)}`
    throw new ProblemError({ kind: 'not-a-volume', message, file: source.folder })
  }
  const layers = layersOf(wanted.name, source, found, await openChunks(source, found, openSource))
  const one = layers.find((layer) => channelOf(layer) === wanted.look.channel)
  const shown = wanted.look.channel === undefined || !one ? layers : [{ ...one, name: wanted.name }]
  return shown.map((layer) => ({ ...layer, view: withLinkedLook(layer.view, wanted) }))
}

/** A layer at the places of the view on its other axes, as far as it reaches; channels are layers. */
function atPlaces(layer: Layer, places: LinkedView['places']): Layer {
  const at = layer.axes.map(({ name, kind, length }, i) => {
    const wanted = kind === 'channel' ? undefined : places.find(({ axis }) => axis === name)?.place
    return Math.min(wanted ?? layer.described.at[i] ?? 0, length - 1)
  })
  // Its name is the link's, also where it shows a channel.
  return { ...layerAt(layer, at), name: layer.name }
}

function notAllowed(source: string): Problem {
  const place = shownLocation(source)
  return { kind: 'outside', message: `${place} is a folder of this machine, which was not allowed`, file: place }
}

/** What a layer is, where the link says that it is something else. */
function differences({ wanted, layers: [layer] }: OpenedLayer, label: string): readonly LeftOut[] {
  if (!layer) return []
  const { kind, scales } = layer.volume
  const found: LeftOut[] = []
  if (wanted.kind !== undefined && wanted.kind !== kind) {
    found.push({ weight: 'part', sentence: `${label} is called ${wanted.kind}, but its volume says it is ${kind}` })
  }
  const { voxelNm } = wanted
  const { resolution } = scales[0]
  if (voxelNm && !isNear(voxelNm, resolution)) {
    const words = `is given voxels of ${inWords(voxelNm)} nm, but those of its volume have ${inWords(resolution)} nm`
    found.push({ weight: 'part', sentence: `${label} ${words}` })
  }
  return found
}

function isNear(a: Vec3, b: Vec3): boolean {
  return a.every((length, axis) => Math.abs(length / b[axis]! - 1) < SAME_SIZE)
}

function inWords(size: Vec3): string {
  return size.map((length) => Number(length.toPrecision(4))).join(' × ')
}

function nothingOpened({ layerCount }: LinkedView, leftOut: readonly LeftOut[], first: Problem | undefined): Problem {
  if (layerCount === 0) return { kind: 'not-a-volume', message: 'The Neuroglancer link has no layers' }
  const reasons = leftOut.filter(({ weight }) => weight === 'layer').map(({ sentence }) => sentence)
  const more = reasons.length > REASONS_MAX ? `; and ${reasons.length - REASONS_MAX} more` : ''
  const which = layerCount === 1 ? 'The one layer' : `None of the ${layerCount} layers`
  const what = layerCount === 1 ? 'was not opened' : 'was opened'
  const message = `${which} of the Neuroglancer link ${what}. ${reasons.slice(0, REASONS_MAX).join('; ')}${more}`
  return { ...first, kind: first?.kind ?? 'not-a-volume', message }
}

/** The folder that all layers lie in; else the first layer's name. */
function nameOf(layers: readonly Layer[]): string {
  const parents = new Set(layers.map(({ location }) => location.replace(/[\\/]+[^\\/]*[\\/]*$/, '')))
  const [parent = ''] = parents
  const shared = parents.size === 1 ? parent.split(/[\\/]/).at(-1) : undefined
  if (shared) return shared
  const [first] = layers
  return layers.length === 1 ? (first?.name ?? '') : `${first?.name} and ${layers.length - 1} more`
}
