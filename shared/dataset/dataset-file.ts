import { placeKind, splitAddress } from '../bytes/address.ts'
import { readKey } from '../bytes/key.ts'
import { DATASET_CHARACTERS_MAX } from '../edits/edit-limits.ts'
import type { Vec3 } from '../geometry.ts'
import {
  choiceOf,
  type Field,
  isRecord,
  listOf,
  member,
  numberOf,
  refuse,
  resultOf,
  textOf,
  vectorOf,
} from '../json-field.ts'
import type { Result } from '../problem.ts'

/** The largest number of layers that one dataset file may name; more is a slip of some script. */
const MAX_LAYERS = 256

/** The longest name or source, in UTF-16 units; long enough for signed URLs. */
const MAX_TEXT_LENGTH = 4096

export interface DatasetLayer {
  readonly name: string
  readonly kind: 'image' | 'segmentation'
  /** A folder relative to the dataset file's folder, an absolute one, or an address (see `placeKind`). */
  readonly source: string
  /** The base agglomeration of a segmentation: a place as `source`. */
  readonly agglomeration?: string | undefined
  /** Of an agglomeration that is a table of edges: edges of this affinity or more join their ends. 0 to 1. */
  readonly threshold?: number | undefined
  /** The meshes of a segmentation, where its volume names none or others. */
  readonly meshes?: DatasetMeshes | undefined
}

export interface DatasetMeshes {
  /** A place as `DatasetLayer.source`. */
  readonly source: string
  /** Whose meshes they are: of the labels that the voxels hold, or of segments. As their format has it where nothing is said. */
  readonly of?: 'labels' | 'segments' | undefined
}

/** What `skein.json` says: a dataset is a name and its layers. Unknown keys are for other readers and are ignored. */
export interface DatasetFile {
  readonly name: string
  /**
   * What its edits and the central store call it: the same on all machines, wherever the files lie. Without one that is
   * the location.
   */
  readonly id?: string | undefined
  /** The http(s) address of the central store of its team. */
  readonly store?: string | undefined
  readonly layers: readonly DatasetLayer[]
  /** Nanometres per voxel of the finest scale. */
  readonly voxelSize?: Vec3 | undefined
  /** What is known of the truth, each a relative file or folder: for practice and for consequence checks. */
  readonly facts: DatasetFacts
}

export type FactName = (typeof FACT_NAMES)[number]

export type DatasetFacts = { readonly [Name in FactName]?: string }

const FACT_NAMES = ['truth', 'neurons', 'planted', 'supervoxelTruth', 'scores', 'doubtModel'] as const

/**
 * Reads the parsed JSON of a dataset file. `file` is only named in problems.
 * Fails with `bad-description` (a field is missing or of the wrong kind), `outside` (a relative source that leaves
 * the dataset's folder), `unsupported` (a word before a colon that begins no address), `too-large`.
 */
export function parseDatasetFile(json: unknown, file: string): Result<DatasetFile> {
  return resultOf(json, file, (whole) => {
    return {
      name: nameOf(member(whole, 'name')),
      id: optional(member(whole, 'id'), (id) => nameOf(id, DATASET_CHARACTERS_MAX)),
      store: optional(member(whole, 'store'), storeOf),
      layers: layersOf(member(whole, 'layers')),
      facts: factsOf(whole),
      voxelSize: optional(member(whole, 'voxelSize'), voxelSizeOf),
    }
  })
}

function optional<T>(field: Field, read: (field: Field) => T): T | undefined {
  return field.value === undefined ? undefined : read(field)
}

function layersOf(field: Field): readonly DatasetLayer[] {
  const names = new Set<string>()
  return listOf(
    field,
    MAX_LAYERS,
    (item) => {
      const layer = layerOf(item)
      if (names.has(layer.name)) refuse(member(item, 'name'), `repeats the name "${layer.name}"`)
      names.add(layer.name)
      return layer
    },
    1,
  )
}

function layerOf(field: Field): DatasetLayer {
  const name = nameOf(member(field, 'name'))
  const kind = choiceOf(member(field, 'kind'), ['image', 'segmentation'])
  const source = placeOf(member(field, 'source'))
  const agglomeration = member(field, 'agglomeration')
  if (agglomeration.value !== undefined && kind === 'image') {
    refuse(agglomeration, 'belongs to a segmentation, and this layer is an image')
  }
  const meshes = member(field, 'meshes')
  if (meshes.value !== undefined && kind === 'image') {
    refuse(meshes, 'belong to a segmentation, and this layer is an image')
  }
  const threshold = optional(member(field, 'threshold'), thresholdOf)
  const place = optional(agglomeration, placeOf)
  return { name, kind, source, agglomeration: place, threshold, meshes: optional(meshes, meshesOf) }
}

const WHOSE = ['labels', 'segments'] as const

/** A place by itself, or `{"source": place, "of": whose}`. */
function meshesOf(field: Field): DatasetMeshes {
  if (!isRecord(field.value)) return { source: placeOf(field) }
  const of = optional(member(field, 'of'), (said) => choiceOf(said, WHOSE))
  return { source: placeOf(member(field, 'source')), of }
}

function thresholdOf(field: Field): number {
  const threshold = numberOf(field)
  return threshold >= 0 && threshold <= 1 ? threshold : refuse(field, `must be from 0 to 1, but is ${threshold}`)
}

function storeOf(field: Field): string {
  const store = nameOf(field)
  if (/^https?:\/\/[^/\s@?#]+(\/[^\s@?#]*)?$/i.test(store)) return store
  return refuse(field, 'must be an http(s) address without name, password, ? and #', 'unsupported')
}

function factsOf(whole: Field): DatasetFacts {
  const facts: { -readonly [Name in FactName]?: string } = {}
  for (const name of FACT_NAMES) {
    const field = member(whole, name)
    if (field.value === undefined) continue
    const fact = sourceOf(field)
    if (placeKind(fact) !== 'relative') refuse(field, 'must be a relative file or folder', 'unsupported')
    facts[name] = fact
  }
  return facts
}

/** The places of a dataset file that lie anywhere on this machine, each once: whoever opens the file is asked before they are read. */
export function absolutePlaces({ layers }: DatasetFile): readonly string[] {
  const places = layers.flatMap(({ source, agglomeration, meshes }) => [
    source,
    agglomeration ?? '',
    meshes?.source ?? '',
  ])
  return [...new Set(places.filter((place) => placeKind(place) === 'machine'))]
}

function placeOf(field: Field): string {
  const place = nameOf(field)
  return placeKind(place) === 'machine' ? place : sourceOf(field)
}

/** A folder relative to the dataset file's, or an address. */
function sourceOf(field: Field): string {
  const source = nameOf(field)
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/\s]/i.test(splitAddress(source).plain)) return source
  if (/^[a-z][a-z0-9+.-]*:/i.test(source)) {
    refuse(field, `must be a relative folder or an address, not "${source}"`, 'unsupported')
  }
  const path = readKey(source, 0)
  if (!path.ok) refuse(field, `must stay inside the dataset's folder: ${path.problem.message}`, 'outside')
  return source
}

/** A text that says something. */
function nameOf(field: Field, charactersMax = MAX_TEXT_LENGTH): string {
  const text = textOf(field)
  if (text.trim() === '') refuse(field, 'must be a text that is not empty')
  if (text.length > charactersMax) refuse(field, `is longer than ${charactersMax} characters`, 'too-large')
  return text
}

function voxelSizeOf(field: Field): Vec3 {
  const size = vectorOf(field)
  return size.every((length) => length > 0) ? size : refuse(field, 'must be three numbers above zero, in nanometres')
}
