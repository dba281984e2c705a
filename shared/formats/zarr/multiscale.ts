import { type Field, isRecord, listOf, member, refuse, textOf } from '../../json-field.ts'
import { MAX_SCALES } from '../../volume/volume-limits.ts'
import { folderOf } from './attributes.ts'
import { type OmeAxis, readAxes } from './axes.ts'
import { identity, readTransforms, type Transform } from './transforms.ts'

/** The most multiscales of one group, and coordinate systems of one multiscale; the first is shown. */
const MAX_LISTED = 256

/** A multiscale image as its attributes say it (OME-Zarr 0.4 and 0.5; of 0.6 what comes to scales and translations). */
export interface Multiscale {
  readonly axes: readonly OmeAxis[]
  readonly datasets: readonly Dataset[]
}

interface Dataset {
  readonly field: Field
  /** The folder of the array, relative to the group. */
  readonly path: string
  /** Undefined where nothing is said (OME-Zarr up to 0.3). */
  readonly transform: Transform | undefined
}

/** Reads the first entry of `multiscales`. `above` as in `readKey`. */
export function readMultiscale(attributes: Field, above: number): Multiscale {
  const [multiscale] = listOf(member(attributes, 'multiscales'), MAX_LISTED, (item) => item, 1)
  if (multiscale === undefined) throw new Error('bug: listOf() returned fewer than it was asked for')
  const entries = listOf(member(multiscale, 'datasets'), MAX_SCALES, (item) => item, 1)
  const systems = member(multiscale, 'coordinateSystems')
  const isNew = systems.value !== undefined
  const axes = readAxes(isNew ? axesOfSystem(systems, entries[0]!) : member(multiscale, 'axes'))
  // Since 0.6, transformations of the multiscale lead on to other coordinate systems.
  const common = member(multiscale, 'coordinateTransformations')
  const datasets = entries.map((field) => {
    const own = member(field, 'coordinateTransformations')
    const transform = own.value === undefined ? undefined : readTransforms(own, identity(axes.length))
    return {
      field,
      path: readPath(member(field, 'path'), above),
      transform: transform === undefined || isNew ? transform : readTransforms(common, transform),
    }
  })
  return { axes, datasets }
}

/** The axes of the system that the first dataset is placed in; else of the first system. */
function axesOfSystem(systems: Field, dataset: Field): Field {
  const all = listOf(systems, MAX_LISTED, (item) => item, 1)
  const [first] = listOf(member(dataset, 'coordinateTransformations'), MAX_LISTED, (item) => item, 1)
  const output = first === undefined ? undefined : member(first, 'output').value
  const name = isRecord(output) ? output['name'] : output
  const placed = all.find((system) => member(system, 'name').value === name)
  return member(placed ?? all[0]!, 'axes')
}

function readPath(field: Field, above: number): string {
  const path = folderOf(textOf(field), above)
  return path.ok ? path.value : refuse(field, `cannot be followed: ${path.problem.message}`, path.problem.kind)
}
