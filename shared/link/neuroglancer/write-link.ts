import type { LayoutKind } from '../../contracts/host-api.ts'
import type { Vec3 } from '../../geometry.ts'
import type { Camera } from '../../view/camera.ts'
import type { ImageView, LayerView, SegmentationView } from '../../view/layer-view.ts'
import type { SceneCamera } from '../../view/scene/scene-camera.ts'

/** What a link is written from. */
export interface ViewToWrite {
  readonly title: string
  readonly camera: Camera
  readonly scene: SceneCamera
  /** CSS pixels of the 3-D panel. */
  readonly sceneHeight: number
  readonly sceneSlices: boolean
  readonly layout: LayoutKind
  readonly crosshair: boolean
  /** Nanometres of a voxel in which positions are written. */
  readonly voxelNm: Vec3
  readonly layers: readonly LayerToWrite[]
}

export interface LayerToWrite {
  readonly name: string
  /** An address as Neuroglancer reads it, with its format. */
  readonly source: string
  readonly view: LayerView
  /** Selected segments; none of an image. */
  readonly segments: readonly bigint[]
  /** Of an image with several channels: the one that it shows, counted from 0. */
  readonly channel?: number | undefined
}

/** The public viewer of Neuroglancer's project. */
const VIEWER = 'https://neuroglancer-demo.appspot.com/#!'

/** Digits of a length in metres: 8 nm is 8e-9, and not 8.000000000000001e-9. */
const DIGITS = 12

/** Shows one range of values from black to white. */
const SHADER = '#uicontrol invlerp normalized\nvoid main() {\n  emitGrayscale(normalized());\n}\n'

/** The same from black to a colour. */
function colouredShader(colour: string): string {
  const controls = `#uicontrol invlerp normalized\n#uicontrol vec3 color color(default="${colour}")\n`
  return `${controls}void main() {\n  emitRGB(color * normalized());\n}\n`
}

/** The link that shows this view in Neuroglancer. */
export function writeNeuroglancerLink(view: ViewToWrite): string {
  return `${VIEWER}${encodeFragment(JSON.stringify(writeNeuroglancerState(view)))}`
}

/** The JSON of a state of these layers, without a view of them. */
export function writeLayersAlone(
  title: string | undefined,
  layers: readonly { readonly name: string; readonly kind: LayerView['kind']; readonly source: string }[],
): string {
  return JSON.stringify({ title, layers: layers.map(({ name, kind, source }) => ({ name, type: kind, source })) })
}

/** Neuroglancer's own encoding, which leaves nothing in a link at which programs end it. */
function encodeFragment(text: string): string {
  return encodeURI(text).replace(/[!'()*;,]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The state of that view, as JSON. */
export function writeNeuroglancerState(view: ViewToWrite) {
  const { title, camera, scene, sceneHeight, sceneSlices, layout, crosshair, voxelNm, layers } = view
  const metres = (nm: number) => [Number((nm * 1e-9).toPrecision(DIGITS)), 'm']
  const [x, y, z] = voxelNm
  const { position, nmPerPixel, orientation } = camera
  return {
    title,
    dimensions: { x: metres(x), y: metres(y), z: metres(z) },
    position: [position[0] / x, position[1] / y, position[2] / z],
    crossSectionOrientation: orientation,
    crossSectionScale: nmPerPixel / Math.min(x, y, z),
    projectionOrientation: scene.orientation,
    projectionScale: (scene.nmPerPixel * sceneHeight) / Math.min(x, y, z),
    showSlices: sceneSlices,
    layers: withDistinctNames(layers).map(writeLayer),
    showAxisLines: crosshair,
    layout: scene.projection === 'orthographic' ? { type: layout, orthographicProjection: true } : layout,
  }
}

/** Neuroglancer tells layers apart by name. */
function withDistinctNames(layers: readonly LayerToWrite[]): readonly LayerToWrite[] {
  const taken = new Set<string>()
  return layers.map((layer) => {
    let { name } = layer
    for (let count = 2; taken.has(name); count++) name = `${layer.name} ${count}`
    taken.add(name)
    return { ...layer, name }
  })
}

function writeLayer({ name, source, view, segments, channel }: LayerToWrite) {
  const common = { type: view.kind, source, name, visible: view.visible }
  return view.kind === 'image'
    ? { ...common, ...writeImage(view, channel) }
    : { ...common, ...writeSegmentation(view), segments: segments.map(String) }
}

function writeImage({ opacity, black, white, colour, adds }: ImageView, channel: number | undefined) {
  const range = [black, white]
  const normalized = channel === undefined ? { range } : { range, channel: [channel] }
  const shading =
    colour === undefined
      ? { shader: SHADER, shaderControls: { normalized } }
      : { shader: colouredShader(colour), shaderControls: { normalized, color: colour } }
  return { opacity, blend: adds === undefined ? undefined : adds ? 'additive' : 'default', ...shading }
}

function writeSegmentation({ opacity, selectedOpacity, selectedOnly, colourSeed }: SegmentationView) {
  return {
    selectedAlpha: selectedOpacity,
    notSelectedAlpha: selectedOnly ? 0 : opacity,
    // Without a selection Neuroglancer shows all segments unless it is told not to.
    ignoreNullVisibleSet: !selectedOnly,
    colorSeed: colourSeed,
  }
}
