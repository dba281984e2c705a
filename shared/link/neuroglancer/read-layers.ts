import { type Field, isRecord, member, objectOf, textOf } from '../../json-field.ts'
import type { CoordinateSpace } from './coordinate-space.ts'
import { counted, type LeftOutList, namesInWords, otherNames, shortName } from './left-out.ts'
import type { LinkedAnnotations, LinkedLayer } from './linked-view.ts'
import { readAnnotations } from './read-annotations.ts'
import { readLook } from './read-look.ts'
import { readSources, statedVoxel, volumeAddresses } from './read-sources.ts'

/** Layers of a state that are read: no view that people make has as many. */
const LAYERS_MAX = 256

export interface ReadLayers {
  readonly layers: readonly LinkedLayer[]
  readonly annotations: readonly LinkedAnnotations[]
  /** Layers in the state, of whatever type. */
  readonly layerCount: number
}

/** Types of layers whose volume Skein may show; what Neuroglancer calls `auto` or `new` is told by its source. */
const VOLUME_TYPES: ReadonlyMap<string, LinkedLayer['kind']> = new Map([
  ['image', 'image'],
  ['segmentation', 'segmentation'],
  // Of forks that read graphs of supervoxels.
  ['segmentation_with_graph', 'segmentation'],
  ['auto', undefined],
  ['new', undefined],
])

/** Types of layers that hold annotations, with those of forks. */
const ANNOTATION_TYPES: ReadonlySet<string> = new Set(['annotation', 'pointAnnotation', 'vectorGraphics', 'synapse'])

/** Read here or by `readLook`, or without a meaning once the layer is read. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['type', 'name', 'source', 'visible', 'archived', 'transform', 'annotations', 'points', 'voxelSize'],
  ...['opacity', 'blend', 'shader', 'shaderControls', 'selectedAlpha', 'notSelectedAlpha', 'ignoreNullVisibleSet'],
  ...['colorSeed', 'segments', 'equivalences'],
])

/** Reads the list of layers, or the object by name of older states. */
export function readLayers(field: Field, space: CoordinateSpace | undefined, leftOut: LeftOutList): ReadLayers {
  const entries = entriesOf(field)
  const layers: LinkedLayer[] = []
  const annotations: LinkedAnnotations[] = []
  let images = 0
  for (const [name, entry] of entries.slice(0, LAYERS_MAX)) {
    const label = `Layer "${shortName(name)}"`
    const layer = leftOut.attempt(() => readLayer({ name, label, entry, space, isFirst: images === 0 }, leftOut))
    if (!layer) {
      leftOut.add('layer', `${label} is not shown`)
      continue
    }
    if (layer.kind === 'annotations') annotations.push(layer.read)
    if (layer.kind !== 'volume') continue
    layers.push(layer.layer)
    if (layer.layer.kind === 'image') images++
  }
  const beyond = entries.length - LAYERS_MAX
  if (beyond > 0) leftOut.add('layer', `${counted(beyond, 'layer')} after the first ${LAYERS_MAX} are not shown`)
  return { layers, annotations, layerCount: entries.length }
}

function entriesOf(field: Field): readonly (readonly [string, Field])[] {
  if (!Array.isArray(field.value)) {
    const record = objectOf(field)
    return Object.keys(record).map((name) => [name, member(field, name)])
  }
  return field.value.map((value: unknown, at) => {
    const name = isRecord(value) && typeof value['name'] === 'string' ? value['name'] : `layer ${at + 1}`
    return [name, { path: `${field.path}[${at}]`, value }]
  })
}

interface Entry {
  readonly name: string
  readonly label: string
  readonly entry: Field
  readonly space: CoordinateSpace | undefined
  /** No image was read before it. */
  readonly isFirst: boolean
}

type ReadLayer =
  | { readonly kind: 'volume'; readonly layer: LinkedLayer }
  | { readonly kind: 'annotations'; readonly read: LinkedAnnotations }
  /** It is in the list of what is left out. */
  | { readonly kind: 'listed' }

function readLayer({ name, label, entry, space, isFirst }: Entry, leftOut: LeftOutList): ReadLayer {
  // Older states name a source alone.
  const field: Field = typeof entry.value === 'string' ? { path: entry.path, value: { source: entry.value } } : entry
  const typeField = member(field, 'type')
  const type = typeField.value === undefined ? 'auto' : textOf(typeField)
  const isVolume = VOLUME_TYPES.has(type)
  const isAnnotation = ANNOTATION_TYPES.has(type)
  if (!isVolume && !isAnnotation) {
    leftOut.add('layer', `${label} is of the type "${shortName(type)}", which Skein does not show`)
    return { kind: 'listed' }
  }
  const sources = readSources(field, label, leftOut)
  const found = readAnnotations(field, name, sources[0]?.space ?? space)
  const addresses = volumeAddresses(sources)
  if (isAnnotation) {
    const elsewhere = addresses.map((address) => `the annotations of ${placeIn(address)} are`)
    const what = [...(found ? [found.words] : []), ...elsewhere]
    for (const one of what) leftOut.add('layer', `${label}: ${one} not shown yet`)
    if (what.length === 0) leftOut.add('layer', `${label} has no annotations`)
    return found ? { kind: 'annotations', read: found.read } : { kind: 'listed' }
  }
  if (found) leftOut.add('part', `${label}: ${found.words} not shown yet`)
  if (addresses.length === 0) {
    leftOut.add('layer', `${label} names no source that Skein could read`)
    return { kind: 'listed' }
  }
  const kind = VOLUME_TYPES.get(type)
  const visible = member(field, 'visible').value !== false && member(field, 'archived').value !== true
  const look = readLook(field, label, kind === 'image' && !isFirst, leftOut)
  listSettings(field, label, leftOut)
  return {
    kind: 'volume',
    layer: { name, kind, sources: addresses, voxelNm: statedVoxel(sources), visible, look },
  }
}

/** An address without its format, and without what stands after ?, which may be a secret. */
function placeIn(address: string): string {
  return address.replace(/[|?#].*$/s, '').replace(/\/+$/, '')
}

function listSettings(field: Field, label: string, leftOut: LeftOutList): void {
  const others = otherNames(Object.keys(objectOf(field)), KNOWN)
  if (others.length > 0) leftOut.add('setting', `${label}: settings that are not used: ${namesInWords(others)}`)
}
