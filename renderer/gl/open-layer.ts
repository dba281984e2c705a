import type { Vec3 } from '../../shared/geometry.ts'
import { chunkIndex } from '../../shared/view/chunks/cell-ranges.ts'
import { segmentColour } from '../../shared/view/labels/segment-colours.ts'
import type { SegmentationView } from '../../shared/view/layer-view.ts'
import type { GlLayer } from './messages.ts'
import type { SegmentStyle } from './segments/segment-looks.ts'
import { createSegmentPalette, type SegmentPalette } from './segments/segment-palette.ts'

/** A layer as the gl worker keeps it. */
export interface OpenLayer {
  /** As last sent by the page. */
  layer: GlLayer
  /** Names the volume to the decode workers and begins its chunks' keys; never used twice. */
  readonly volumeId: number
  /** Only for a segmentation. */
  readonly palette: SegmentPalette | undefined
}

export function openLayer(layer: GlLayer, volumeId: number): OpenLayer {
  return {
    layer,
    volumeId,
    palette: layer.view.kind === 'segmentation' ? createSegmentPalette(colourOf, styleOf(layer.view)) : undefined,
  }
}

/** Takes over how the layer is shown. */
export function updateLayer(open: OpenLayer, layer: GlLayer): void {
  open.layer = layer
  if (layer.view.kind === 'segmentation') open.palette?.setStyle(styleOf(layer.view))
}

function styleOf({ selectedOnly, colourSeed, supervoxelBorders }: SegmentationView): SegmentStyle {
  return { selectedOnly, seed: colourSeed, supervoxelBorders }
}

function colourOf(high: number, low: number, seed: number): number {
  const packed = segmentColour(high, low, seed)
  return ((packed & 0xff) << 16) | (packed & 0xff00) | (packed >>> 16)
}

/** The key of a chunk over all layers. */
export function chunkKey(open: OpenLayer, scale: number, cell: Vec3): string {
  return `${keyPrefix(open)}${scale}/${chunkIndex(open.layer.volume.scales[scale]!, cell)}`
}

export function keyPrefix(open: OpenLayer): string {
  return `${open.volumeId}/`
}
