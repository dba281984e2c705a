import { readKey } from '../bytes/key.ts'
import { DATASET_CHARACTERS_MAX } from '../edits/edit-limits.ts'
import type { Vec3 } from '../geometry.ts'
import type { Problem, Result } from '../problem.ts'

/** The largest number of layers that one dataset file may name; more is a slip of some script. */
const MAX_LAYERS = 256

/** The longest name or source, in UTF-16 units; long enough for signed URLs. */
const MAX_TEXT_LENGTH = 4096

export interface DatasetLayer {
  readonly name: string
  readonly kind: 'image' | 'segmentation'
  /** A folder relative to the dataset file's folder, or an http(s) URL. */
  readonly source: string
  /** The base agglomeration of a segmentation: relative folder or http(s) URL, as `source`. */
  readonly agglomeration?: string
}

/** What `skein.json` says: a dataset is a name and its layers. Unknown keys are for other readers and are ignored. */
export interface DatasetFile {
  readonly name: string
  /**
   * What its edits and the central store call it: the same on all machines, wherever the files lie. Without one that is
   * the location.
   */
  readonly id?: string
  /** The http(s) address of the central store of its team. */
  readonly store?: string
  readonly layers: readonly DatasetLayer[]
  /** Nanometres per voxel of the finest scale. */
  readonly voxelSize?: Vec3
  /** What is known of the truth, each a relative file or folder: for practice and for consequence checks. */
  readonly facts: DatasetFacts
}

export type FactName = (typeof FACT_NAMES)[number]

export type DatasetFacts = { readonly [Name in FactName]?: string }

const FACT_NAMES = ['truth', 'neurons', 'planted', 'supervoxelTruth', 'scores'] as const

/**
 * Reads the parsed JSON of a dataset file. `file` is only named in problems.
 * Fails with `bad-description` (a field is missing or of the wrong kind), `outside` (a relative source that leaves
 * the dataset's folder), `unsupported` (an address that is neither relative nor http(s)), `too-large`.
 */
export function parseDatasetFile(json: unknown, file: string): Result<DatasetFile> {
  if (!isRecord(json)) return bad(file, '', 'must be a JSON object')
  const name = readText(json, 'name', 'name', file)
  if (!name.ok) return name
  const layers = json['layers']
  if (!Array.isArray(layers) || layers.length === 0) return bad(file, 'layers', 'must be a list of at least one layer')
  if (layers.length > MAX_LAYERS) {
    return fail(
      'too-large',
      file,
      'layers',
      `has ${layers.length} layers, more than the ${MAX_LAYERS} that Skein opens`,
    )
  }
  const read: DatasetLayer[] = []
  for (let i = 0; i < layers.length; i += 1) {
    const layer = readLayer(layers[i], `layers[${i}]`, file)
    if (!layer.ok) return layer
    if (read.some((other) => other.name === layer.value.name)) {
      return bad(file, `layers[${i}].name`, `repeats the name "${layer.value.name}"`)
    }
    read.push(layer.value)
  }
  const facts = readFacts(json, file)
  if (!facts.ok) return facts
  const team = readTeam(json, file)
  if (!team.ok) return team
  const value = { name: name.value, ...team.value, layers: read, facts: facts.value }
  if (json['voxelSize'] === undefined) return { ok: true, value }
  const voxelSize = readVoxelSize(json['voxelSize'], file)
  if (!voxelSize.ok) return voxelSize
  return { ok: true, value: { ...value, voxelSize: voxelSize.value } }
}

function readLayer(json: unknown, field: string, file: string): Result<DatasetLayer> {
  if (!isRecord(json)) return bad(file, field, 'must be an object with name, kind and source')
  const name = readText(json, 'name', `${field}.name`, file)
  if (!name.ok) return name
  const kind = json['kind']
  if (kind !== 'image' && kind !== 'segmentation')
    return bad(file, `${field}.kind`, 'must be "image" or "segmentation"')
  const source = readSource(json, 'source', `${field}.source`, file)
  if (!source.ok) return source
  const layer = { name: name.value, kind, source: source.value } as const
  if (json['agglomeration'] === undefined) return { ok: true, value: layer }
  if (kind === 'image')
    return bad(file, `${field}.agglomeration`, 'belongs to a segmentation, and this layer is an image')
  const agglomeration = readSource(json, 'agglomeration', `${field}.agglomeration`, file)
  if (!agglomeration.ok) return agglomeration
  return { ok: true, value: { ...layer, agglomeration: agglomeration.value } }
}

/** How the dataset is known beyond this machine. */
function readTeam(json: Record<string, unknown>, file: string): Result<Pick<DatasetFile, 'id' | 'store'>> {
  const team: { id?: string; store?: string } = {}
  if (json['id'] !== undefined) {
    const id = readText(json, 'id', 'id', file, DATASET_CHARACTERS_MAX)
    if (!id.ok) return id
    team.id = id.value
  }
  if (json['store'] !== undefined) {
    const store = readText(json, 'store', 'store', file)
    if (!store.ok) return store
    if (!/^https?:\/\/[^/\s@?#]+(\/[^\s@?#]*)?$/i.test(store.value)) {
      return fail('unsupported', file, 'store', 'must be an http(s) address without name, password, ? and #')
    }
    team.store = store.value
  }
  return { ok: true, value: team }
}

function readFacts(json: Record<string, unknown>, file: string): Result<DatasetFacts> {
  const facts: { -readonly [Name in FactName]?: string } = {}
  for (const name of FACT_NAMES) {
    if (json[name] === undefined) continue
    const fact = readSource(json, name, name, file)
    if (!fact.ok) return fact
    if (/^https?:/i.test(fact.value)) return fail('unsupported', file, name, 'must be a relative file or folder')
    facts[name] = fact.value
  }
  return { ok: true, value: facts }
}

function readSource(json: Record<string, unknown>, key: string, field: string, file: string): Result<string> {
  const text = readText(json, key, field, file)
  if (!text.ok) return text
  const source = text.value
  if (/^https?:\/\/[^/\s]+/i.test(source)) return text
  if (/^[a-z][a-z0-9+.-]*:/i.test(source)) {
    return fail('unsupported', file, field, `must be a relative folder or an http(s) URL, not "${source}"`)
  }
  const path = readKey(source, 0)
  if (!path.ok) {
    return fail('outside', file, field, `must stay inside the dataset's folder: ${path.problem.message}`)
  }
  return text
}

function readText(
  json: Record<string, unknown>,
  key: string,
  field: string,
  file: string,
  charactersMax = MAX_TEXT_LENGTH,
): Result<string> {
  const value = json[key]
  if (typeof value !== 'string' || value.trim() === '') return bad(file, field, 'must be a text that is not empty')
  if (value.length > charactersMax) return fail('too-large', file, field, `is longer than ${charactersMax} characters`)
  return { ok: true, value }
}

function readVoxelSize(json: unknown, file: string): Result<Vec3> {
  if (!Array.isArray(json) || json.length !== 3) return bad(file, 'voxelSize', 'must be three numbers, in nanometres')
  const [x, y, z]: unknown[] = json
  if (!isLength(x) || !isLength(y) || !isLength(z)) {
    return bad(file, 'voxelSize', 'must be three numbers above zero, in nanometres')
  }
  return { ok: true, value: [x, y, z] }
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bad(file: string, field: string, what: string): { ok: false; problem: Problem } {
  return fail('bad-description', file, field, what)
}

function fail(kind: Problem['kind'], file: string, field: string, what: string): { ok: false; problem: Problem } {
  const subject = field === '' ? file : `${field} in ${file}`
  return { ok: false, problem: { kind, message: `${subject} ${what}`, file, ...(field === '' ? {} : { field }) } }
}
