/** How a layer is shown; kept per dataset, changed by the Layers panel, read by the gl worker. */
export type LayerView = ImageView | SegmentationView

export interface ImageView {
  readonly kind: 'image'
  readonly visible: boolean
  /** 0 to 1. */
  readonly opacity: number
  /** Voxel values drawn as black and as white; may be swapped to invert. */
  readonly black: number
  readonly white: number
  /** Nobody has chosen black and white: they are taken from the data when it comes. */
  readonly fromData?: boolean | undefined
  /** Interpolate between voxels when a voxel is larger than a pixel. */
  readonly smooth: boolean
  /** `#rrggbb` in which white is drawn; undefined for white itself. */
  readonly colour?: string | undefined
  /** It is added to the images below it, as light is. Else it lies over them. The lowest image lies over nothing. */
  readonly adds?: boolean | undefined
}

/** A colour as an image view has it. */
export function isColour(text: string | undefined): text is string {
  return text !== undefined && /^#[0-9a-f]{6}$/i.test(text)
}

export interface SegmentationView {
  readonly kind: 'segmentation'
  readonly visible: boolean
  /** Opacity of segments that are not selected, 0 to 1. */
  readonly opacity: number
  /** Opacity of selected segments, 0 to 1. */
  readonly selectedOpacity: number
  /** Draw only selected segments. */
  readonly selectedOnly: boolean
  /** Outline segments at device pixels. */
  readonly boundaries: boolean
  /** Outline the supervoxels within a segment too, fainter. Set while splitting. */
  readonly supervoxelBorders: boolean
  /** Any unsigned 32-bit number; the same seed gives the same colours in every session. */
  readonly colourSeed: number
}
