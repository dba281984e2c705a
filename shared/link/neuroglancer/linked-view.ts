import type { LayoutKind } from '../../contracts/host-api.ts'
import type { Quaternion, Vec3 } from '../../geometry.ts'

/** What a state of Neuroglancer says, as far as Skein shows it, and by name what it does not show. */
export interface LinkedView {
  /** The title of Neuroglancer's window. */
  readonly title?: string | undefined
  /** Layers that may be volumes, in their order. */
  readonly layers: readonly LinkedLayer[]
  /** Layers in the state, of whatever type. */
  readonly layerCount: number
  /** Nanometres of one voxel, the unit of `position` and `voxelsPerPixel`; undefined: the first layer's finest voxel. */
  readonly voxelNm?: Vec3 | undefined
  /** Voxels. */
  readonly position?: Vec3 | undefined
  /** Places on axes beside x, y and z, such as time: whole steps along them. */
  readonly places: readonly { readonly axis: string; readonly place: number }[]
  /** Shortest sides of a voxel per CSS pixel. */
  readonly voxelsPerPixel?: number | undefined
  /** Nanometres per CSS pixel, as older states have it. */
  readonly nmPerPixel?: number | undefined
  readonly orientation?: Quaternion | undefined
  readonly layout?: LayoutKind | undefined
  readonly scene?: LinkedScene | undefined
  readonly crosshair?: boolean | undefined
  readonly annotations: readonly LinkedAnnotations[]
  readonly leftOut: readonly LeftOut[]
}

/** What is said of the 3-D panel. */
export interface LinkedScene {
  readonly orientation?: Quaternion | undefined
  /** Shortest sides of a voxel over the height of the panel, at the depth of the position. */
  readonly voxelsPerHeight?: number | undefined
  /** The same in nanometres, as older states have it. */
  readonly nmPerHeight?: number | undefined
  readonly isOrthographic: boolean
  readonly showsSlices?: boolean | undefined
}

export interface LinkedLayer {
  readonly name: string
  /** Undefined where the volume itself says it. */
  readonly kind: 'image' | 'segmentation' | undefined
  /** Where its volume may lie, the likeliest first; never empty. */
  readonly sources: readonly string[]
  /** The nanometres of a voxel that the link gives the first source, where it does. */
  readonly voxelNm?: Vec3 | undefined
  readonly visible: boolean
  readonly look: LinkedLook
}

/** What is said of how a layer looks. The type of a layer may be open, so both kinds stand together. */
export interface LinkedLook {
  /** Of an image, 0 to 1. */
  readonly opacity?: number | undefined
  /** Voxel values drawn as black and as white. */
  readonly contrast?: { readonly black: number; readonly white: number } | undefined
  /** `#rrggbb` in which white is drawn. */
  readonly colour?: string | undefined
  /** The channel of the image that is shown, counted from 0. */
  readonly channel?: number | undefined
  /** Its light is added to the images below it. */
  readonly adds?: boolean | undefined
  /** Of selected segments, 0 to 1. */
  readonly selectedOpacity?: number | undefined
  /** Of all other segments while some are selected, 0 to 1; 0 unless it is said. */
  readonly otherOpacity?: number | undefined
  /** Whether all segments show while none is selected. */
  readonly showsAllWhenNoneSelected: boolean
  readonly colourSeed?: number | undefined
  /** Selected segments. */
  readonly segments: readonly bigint[]
}

/** The annotations that stand in the state itself. */
export interface LinkedAnnotations {
  readonly layer: string
  /** Nanometres of one voxel, the unit of their points; undefined as in `LinkedView`. */
  readonly voxelNm: Vec3 | undefined
  /** How many of them can be read. */
  readonly count: number
  /** Makes them: a moment's work where there are 100,000. Undefined in a view that came from another thread. */
  readonly items: (() => readonly LinkedAnnotation[]) | undefined
}

export interface LinkedAnnotation {
  readonly kind: 'point' | 'line' | 'box' | 'ellipsoid' | 'polyline'
  /** Voxels: the point; both ends; two corners; centre and radii; all corners in order. */
  readonly points: readonly Vec3[]
  readonly description?: string | undefined
}

/** Something in a state that Skein does not show. */
export interface LeftOut {
  /** `layer`: all of a layer. `part`: something that one would see. `setting`: nothing that one would miss. */
  readonly weight: 'layer' | 'part' | 'setting'
  /** A sentence for a person, without a full stop at its end. */
  readonly sentence: string
}
