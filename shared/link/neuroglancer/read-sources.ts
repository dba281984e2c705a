import type { Vec3 } from '../../geometry.ts'
import { type Field, isRecord, listOf, member, textOf } from '../../json-field.ts'
import { type CoordinateSpace, readSpace } from './coordinate-space.ts'
import { type LeftOutList, namesInWords } from './left-out.ts'

/** Sources of one layer: a volume, its meshes, its skeletons, its annotations. */
const SOURCES_MAX = 32

/** Characters of one address: signed ones have about 2,000. */
const ADDRESS_CHARACTERS_MAX = 8192

/** Annotations or groups that stand in the state itself. */
const IN_THE_STATE = /^local:\/\//i

export interface LinkedSource {
  readonly url: string
  /** Of the transform's output, where it says one. */
  readonly space: CoordinateSpace | undefined
}

/** The sources of a layer that may hold its volume or its annotations. What they say beside an address is listed. */
export function readSources(layer: Field, label: string, leftOut: LeftOutList): readonly LinkedSource[] {
  const field = member(layer, 'source')
  const { value } = field
  if (value === undefined || value === null || value === '') return []
  const items = Array.isArray(value)
    ? (leftOut.attempt(() => listOf(field, SOURCES_MAX, (item) => item)) ?? [])
    : [field]
  const sources = items.flatMap((item) => {
    const source = leftOut.attempt(() => readSource(item, label, leftOut))
    return source ? [source] : []
  })
  if (isOldTransform(member(layer, 'transform').value)) addTransform(label, leftOut)
  return sources
}

function readSource(field: Field, label: string, leftOut: LeftOutList): LinkedSource | undefined {
  if (typeof field.value === 'string') return withoutSpace(textOf(field, ADDRESS_CHARACTERS_MAX))
  const url = textOf(member(field, 'url'), ADDRESS_CHARACTERS_MAX)
  const subsources = member(field, 'subsources').value
  const off = isRecord(subsources) ? Object.keys(subsources).filter((name) => isOff(subsources[name])) : []
  const on = isRecord(subsources) ? Object.keys(subsources).filter((name) => !isOff(subsources[name])) : []
  const byDefault = member(field, 'enableDefaultSubsources').value !== false
  // Neuroglancer shows the volume of a source unless that part of it is switched off.
  if (!(byDefault || on.includes('default')) || off.includes('default')) {
    const parts = on.length > 0 ? ` but for ${namesInWords(on)}, which Skein does not show` : ''
    leftOut.add('part', `${label}: of ${url} nothing is shown${parts}`)
    return undefined
  }
  const transform = member(field, 'transform')
  if (!isRecord(transform.value)) return withoutSpace(url)
  const moves = !isIdentity(transform.value['matrix'])
  if (moves && !IN_THE_STATE.test(url)) addTransform(label, leftOut)
  const space = leftOut.attempt(() =>
    readSpace(member(transform, 'outputDimensions'), { path: '', value: undefined }, leftOut),
  )
  return { url, space }
}

function withoutSpace(url: string): LinkedSource {
  return { url, space: undefined }
}

function isOff(value: unknown): boolean {
  return value === false || (isRecord(value) && value['enabled'] === false)
}

function addTransform(label: string, leftOut: LeftOutList): void {
  leftOut.add('part', `${label}: its transform is not applied; the layer lies where its own description says`)
}

/** A matrix of older states: four rows, or sixteen numbers. */
function isOldTransform(value: unknown): boolean {
  if (value === undefined || value === null) return false
  return !isIdentity(Array.isArray(value) && value.length === 16 ? rowsOf(value) : value)
}

function rowsOf(numbers: readonly unknown[]): unknown {
  return [0, 4, 8, 12].map((from) => numbers.slice(from, from + 4))
}

function isIdentity(matrix: unknown): boolean {
  if (matrix === undefined || matrix === null) return true
  if (!Array.isArray(matrix)) return false
  return matrix.every((row: unknown, i) => Array.isArray(row) && row.every((value, j) => value === (i === j ? 1 : 0)))
}

/** Where the volume of a layer may lie; `local://` names what stands in the state. */
export function volumeAddresses(sources: readonly LinkedSource[]): readonly string[] {
  return sources.map(({ url }) => url.trim()).filter((url) => url !== '' && !IN_THE_STATE.test(url))
}

/** The voxels that a link gives its source. */
export function statedVoxel([first]: readonly LinkedSource[]): Vec3 | undefined {
  return first?.space?.voxelNm
}
