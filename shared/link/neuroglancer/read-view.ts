import type { LayoutKind } from '../../contracts/host-api.ts'
import type { Quaternion } from '../../geometry.ts'
import {
  type Field,
  isRecord,
  listOf,
  member,
  numberOf,
  objectOf,
  refuse,
  resultOf,
  vectorOf,
} from '../../json-field.ts'
import type { Result } from '../../problem.ts'
import { type CoordinateSpace, readCoordinates, readSpace, spatialPart } from './coordinate-space.ts'
import { createLeftOut, type LeftOutList, namesInWords, otherNames } from './left-out.ts'
import type { LinkedScene, LinkedView } from './linked-view.ts'
import { readLayers } from './read-layers.ts'
import { readLayout } from './read-layout.ts'

/** Read here, or without a meaning once the view is read. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['title', 'dimensions', 'displayDimensions', 'relativeDisplayScales', 'position', 'crossSectionOrientation'],
  ...['crossSectionScale', 'layers', 'layout', 'showAxisLines', 'navigation'],
  ...['projectionOrientation', 'projectionScale', 'perspectiveOrientation', 'perspectiveZoom', 'showSlices'],
])

/** How the 3-D panel is drawn. */
const IN_3D: ReadonlySet<string> = new Set([
  ...['projectionDepth', 'projectionBackgroundColor', 'perspectiveViewBackgroundColor', 'wireFrame'],
])

/** Whether parsed JSON looks like a state of Neuroglancer, and not like a dataset file of Skein, whose layers have a `kind`. */
export function isNeuroglancerState(json: unknown): boolean {
  if (!isRecord(json)) return false
  const layers = json['layers']
  if (!Array.isArray(layers)) return isRecord(layers)
  const has = (name: string) => layers.some((layer) => isRecord(layer) && typeof layer[name] === 'string')
  return has('type') || (!has('kind') && isNavigation(json))
}

function isNavigation(json: Readonly<Record<string, unknown>>): boolean {
  return ['dimensions', 'navigation', 'crossSectionScale', 'position', 'layout'].some(
    (name) => json[name] !== undefined,
  )
}

/**
 * Reads a state of Neuroglancer, of today or older. What Skein does not show is in `leftOut`, by name. Fails with
 * 'bad-description' where there are no layers to read.
 */
export function readNeuroglancerView(json: unknown, file: string): Result<LinkedView> {
  return resultOf(json, file, (whole) => {
    const leftOut = createLeftOut()
    const navigation = navigationOf(whole)
    const space = spaceOf(whole, navigation, leftOut)
    const { layers, annotations, layerCount } = readLayers(member(whole, 'layers'), space, leftOut)
    const title = member(whole, 'title').value
    const view: Omit<LinkedView, 'leftOut'> = {
      title: typeof title === 'string' && title.trim() !== '' ? title.trim().slice(0, 200) : undefined,
      layers,
      layerCount,
      annotations,
      voxelNm: space?.voxelNm,
      ...placeOf(whole, navigation, space, leftOut),
      layout: layoutOf(member(whole, 'layout'), leftOut),
      scene: sceneOf(whole, leftOut),
      crosshair: member(whole, 'showAxisLines').value === false ? false : undefined,
    }
    listOthers(whole, leftOut)
    return { ...view, leftOut: leftOut.all() }
  })
}

/** Of older states: `navigation.pose.position` and `navigation.zoomFactor`. */
function navigationOf(whole: Field) {
  const below = (field: Field, name: string): Field =>
    isRecord(field.value) ? member(field, name) : { path: `${field.path}.${name}`, value: undefined }
  const navigation = below(whole, 'navigation')
  const pose = below(navigation, 'pose')
  const position = below(pose, 'position')
  return {
    voxelSize: below(position, 'voxelSize'),
    voxels: below(position, 'voxelCoordinates'),
    nanometres: below(position, 'spatialCoordinates'),
    orientation: below(pose, 'orientation'),
    zoomFactor: below(navigation, 'zoomFactor'),
  }
}

type Navigation = ReturnType<typeof navigationOf>

function spaceOf(whole: Field, { voxelSize }: Navigation, leftOut: LeftOutList): CoordinateSpace | undefined {
  const read = leftOut.attempt(() => {
    return readSpace(member(whole, 'dimensions'), member(whole, 'displayDimensions'), leftOut)
  })
  if (read || voxelSize.value === undefined) return read
  const voxelNm = leftOut.attempt(() => vectorOf(voxelSize, positive))
  return voxelNm && { names: ['x', 'y', 'z'], spatial: [0, 1, 2], voxelNm }
}

function positive(field: Field): number {
  const value = numberOf(field)
  return value > 0 ? value : refuse(field, `must be above 0, but is ${value}`)
}

type Place = Pick<LinkedView, 'position' | 'places' | 'orientation' | 'voxelsPerPixel' | 'nmPerPixel'>

function placeOf(
  whole: Field,
  navigation: Navigation,
  space: CoordinateSpace | undefined,
  leftOut: LeftOutList,
): Place {
  const given = (field: Field) => field.value !== undefined && field.value !== null
  const read = <T>(field: Field, by: (field: Field) => T) =>
    given(field) ? leftOut.attempt(() => by(field)) : undefined
  const scale = member(whole, 'crossSectionScale')
  const turn = member(whole, 'crossSectionOrientation')
  return {
    ...positionOf(member(whole, 'position'), navigation, space, leftOut),
    orientation: read(given(turn) ? turn : navigation.orientation, quaternionOf),
    voxelsPerPixel: read(scale, positive),
    nmPerPixel: given(scale) ? undefined : read(navigation.zoomFactor, positive),
  }
}

/** Voxels, and places on other axes. */
function positionOf(
  position: Field,
  { voxels, nanometres }: Navigation,
  space: CoordinateSpace | undefined,
  leftOut: LeftOutList,
): Pick<LinkedView, 'position' | 'places'> {
  const within = isRecord(position.value) ? member(position, 'voxelCoordinates') : position
  const field = within.value === undefined ? voxels : within
  if (field.value !== undefined) {
    const coordinates = leftOut.attempt(() => readCoordinates(field))
    if (!coordinates) return { position: undefined, places: [] }
    const places = (space?.names ?? []).flatMap((axis, at) => {
      const coordinate = coordinates[at]
      if (space?.spatial.includes(at) || coordinate === undefined) return []
      return [{ axis, place: Math.max(0, Math.floor(coordinate)) }]
    })
    return { position: spatialPart(coordinates, space), places }
  }
  const nm = nanometres.value === undefined ? undefined : leftOut.attempt(() => vectorOf(nanometres))
  const voxel = space?.voxelNm
  return { position: nm && voxel && [nm[0] / voxel[0], nm[1] / voxel[1], nm[2] / voxel[2]], places: [] }
}

function quaternionOf(field: Field): Quaternion {
  const [x = 0, y = 0, z = 0, w = 0] = listOf(field, 4, numberOf, 4)
  const length = Math.hypot(x, y, z, w)
  if (!(length > 1e-6) || !Number.isFinite(length)) return refuse(field, 'must be a quaternion, but has no length')
  return [x / length, y / length, z / length, w / length]
}

/** Of older states: the height of the panel at a zoom of 1, nanometres. Neuroglancer’s eye stood at 100 nm then, with 45 degrees in view. */
const OLD_NM_PER_HEIGHT = 2 * 100 * Math.tan(Math.PI / 8)

/** Undefined where nothing is said of it. */
function sceneOf(whole: Field, leftOut: LeftOutList): LinkedScene | undefined {
  const read = <T>(name: string, by: (field: Field) => T) => {
    const field = member(whole, name)
    return field.value === undefined || field.value === null ? undefined : leftOut.attempt(() => by(field))
  }
  const orientation = read('projectionOrientation', quaternionOf) ?? read('perspectiveOrientation', quaternionOf)
  const voxelsPerHeight = read('projectionScale', positive)
  const zoom = read('perspectiveZoom', positive)
  const slices: unknown = member(whole, 'showSlices').value
  const showsSlices = typeof slices === 'boolean' ? slices : undefined
  const layout = member(whole, 'layout')
  const isOrthographic = isRecord(layout.value) && member(layout, 'orthographicProjection').value === true
  const nmPerHeight = zoom === undefined ? undefined : zoom * OLD_NM_PER_HEIGHT
  const said = [orientation, voxelsPerHeight, nmPerHeight, showsSlices]
  if (!isOrthographic && said.every((part) => part === undefined)) return undefined
  return { orientation, voxelsPerHeight, nmPerHeight, isOrthographic, showsSlices }
}

function layoutOf(field: Field, leftOut: LeftOutList): LayoutKind | undefined {
  return field.value === undefined ? undefined : leftOut.attempt(() => readLayout(field, leftOut))
}

function listOthers(whole: Field, leftOut: LeftOutList): void {
  const names = Object.keys(objectOf(whole))
  const scales = member(whole, 'relativeDisplayScales').value
  if (isRecord(scales) && Object.values(scales).some((factor) => factor !== 1)) {
    leftOut.add(
      'part',
      `The stretched axes of the view (relativeDisplayScales: ${namesInWords(Object.keys(scales))}) are not stretched`,
    )
  }
  const in3d = names.filter((name) => IN_3D.has(name))
  if (in3d.length > 0) leftOut.add('setting', `Settings of the 3-D view that are not used: ${namesInWords(in3d)}`)
  const others = otherNames(names, KNOWN).filter((name) => !IN_3D.has(name))
  if (others.length > 0) leftOut.add('setting', `Settings that are not used: ${namesInWords(others)}`)
}
