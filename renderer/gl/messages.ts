import type { DescribedVolume } from '../../shared/formats/volume-format.ts'
import type { Box3, Vec3 } from '../../shared/geometry.ts'
import type { FileShape } from '../../shared/meshes/files/read-shape.ts'
import type { PackedMesh } from '../../shared/meshes/packed-mesh.ts'
import type { MeshSource } from '../../shared/meshes/stored/mesh-format.ts'
import type { Problem } from '../../shared/problem.ts'
import type { SkeletonSource } from '../../shared/skeletons/skeleton.ts'
import type { Camera, PanelRect, SliceKind } from '../../shared/view/camera.ts'
import type { LayerView } from '../../shared/view/layer-view.ts'
import type { SceneCamera, SceneLook } from '../../shared/view/scene/scene-camera.ts'
import type { Volume } from '../../shared/volume/volume.ts'
import type { ValueCounts } from './slices/histogram.ts'

/** A picture of a panel as a file. */
export interface FigureRequest {
  readonly panel: GlPanel['kind']
  /** Pixels. The height follows from the shape of the panel. */
  readonly width: number
  /** Of the 3-D panel: only what it shows, without its background. */
  readonly transparent: boolean
  readonly scaleBar: boolean
}

/** Caps on what the gl worker holds and asks for. */
export interface Budgets {
  readonly gpuBytes: number
  readonly memoryBytes: number
  readonly downloads: number
  readonly meshes: MeshBudgets
}

/** Caps on the meshes of scenes. */
export interface MeshBudgets {
  readonly gpuBytes: number
  readonly memoryBytes: number
  /** Triangles that a frame draws at most; beyond it, what is least seen is drawn coarser. */
  readonly triangles: number
}

/** A layer as the gl worker needs it. `id` is stable while the dataset is open. */
export interface GlLayer {
  readonly id: string
  readonly sourceId: string
  /** For messages to a person: the folder or URL as it was opened. */
  readonly location: string
  readonly volume: Volume
  /** By what the decode workers read its chunks. */
  readonly described: DescribedVolume
  /** Its stored meshes, where it has any. */
  readonly meshes?: MeshSource | undefined
  /** Its stored skeletons, where it has any. */
  readonly skeletons?: SkeletonSource | undefined
  readonly view: LayerView
}

/** gl worker -> whoever asked by `send-shown`: pieces of meshes, and the segment of each. */
export interface ShownPieces {
  readonly meshes: readonly {
    readonly mesh: PackedMesh
    readonly pieces: Uint32Array
    readonly segments: BigUint64Array
  }[]
  readonly isLast: boolean
}

/** How a shape out of a file is shown in the 3-D panel. */
export interface ShownShape {
  readonly id: number
  /** 0xRRGGBB. */
  readonly colour: number
  /** What its lengths are multiplied by. */
  readonly unitNm: number
  readonly isVisible: boolean
}

/** A panel on the canvas, by what draws it. */
export type GlPanel = SlicePanel | ScenePanel

export interface SlicePanel {
  readonly kind: SliceKind
  readonly rect: PanelRect
}

export interface ScenePanel {
  readonly kind: '3d'
  readonly rect: PanelRect
  readonly look: SceneLook
}

/**
 * Page -> gl worker. `serial` rises with each post and is echoed in `presented`, so that the page, and a benchmark, know the
 * first frame that shows this very change.
 */
export type ToGl =
  | {
      readonly kind: 'start'
      readonly canvas: OffscreenCanvas
      readonly decoders: readonly MessagePort[]
      readonly budgets: Budgets
    }
  /** A new canvas in the place of one whose context was lost. The worker replies `started`, or `lost` again. */
  | { readonly kind: 'canvas'; readonly canvas: OffscreenCanvas }
  /**
   * `edited`: the layer whose supervoxels the edit worker knows; undefined: the first segmentation. `grouped`: an
   * agglomeration groups them, so that only the edit worker knows the segment of each.
   */
  | {
      readonly kind: 'layers'
      readonly layers: readonly GlLayer[]
      readonly edited: string | undefined
      readonly grouped: boolean
    }
  /** A port to the edit worker, which speaks renderer/edit/gl-link.ts; once. */
  | { readonly kind: 'edit-port'; readonly port: MessagePort }
  | {
      readonly kind: 'view'
      readonly camera: Camera
      /** Of the 3-D panel, whether or not there is one. */
      readonly scene: SceneCamera
      /** Canvas extent in device pixels and the panels on it. */
      readonly width: number
      readonly height: number
      readonly panels: readonly GlPanel[]
      readonly devicePixelRatio: number
      readonly serial: number
    }
  /** Where the view is likely to jump next, the likeliest first: its chunks are loaded behind all that is in view. */
  | { readonly kind: 'ahead'; readonly cameras: readonly Camera[] }
  | {
      readonly kind: 'segments'
      readonly selected: BigUint64Array
      /** Supervoxels by which they were selected: where an edit parts a segment, all that hold one stay selected. */
      readonly picked: BigUint64Array
      readonly hovered: bigint
      readonly serial: number
    }
  /** What lies at a position (nanometres). The worker replies `picked`. */
  | { readonly kind: 'pick'; readonly id: number; readonly position: Vec3 }
  /**
   * What is seen at a point of the canvas, device pixels: in a slice panel what lies in its plane, in the 3-D panel the
   * nearest surface. The worker replies `picked`.
   */
  | { readonly kind: 'pick-pixel'; readonly id: number; readonly x: number; readonly y: number }
  /** A shape out of a file. It is drawn once `shapes` names it. */
  | { readonly kind: 'add-shape'; readonly id: number; readonly shape: FileShape }
  /** All shapes out of files; those that were sent and are not among them are forgotten. */
  | { readonly kind: 'shapes'; readonly shapes: readonly ShownShape[] }
  /** The surfaces of segments as the 3-D panel shows them now go through this port, a lot for each `next`. */
  | { readonly kind: 'send-shown'; readonly segments: BigUint64Array; readonly port: MessagePort }
  /** A panel as a PNG. The worker replies `figure`. */
  | { readonly kind: 'figure'; readonly id: number; readonly request: FigureRequest }
  /** Nobody wants this figure any more. It is replied to all the same. */
  | { readonly kind: 'cancel-figure'; readonly id: number }
  /** The values of a layer in the frame drawn last. The worker replies `histogram`. */
  | { readonly kind: 'histogram'; readonly id: number; readonly layerId: string }
  | { readonly kind: 'budgets'; readonly budgets: Budgets }
  | { readonly kind: 'measure'; readonly id: number; readonly what: Measurement }

/** For bench/ and tests only. */
export type Measurement =
  /** Draw the present view `frames` times, each finished by a one-pixel readPixels, and time each in ms. */
  | { readonly kind: 'draw'; readonly frames: number }
  /** The same for one textured quad that fills the canvas. */
  | { readonly kind: 'whole-quad'; readonly frames: number }
  /** The same for the 3-D panel, whose scene is turned a little further each time; first comes how many triangles the last one had. */
  | { readonly kind: 'scene'; readonly frames: number }
  /**
   * Chunk bytes on the GPU, chunk bytes in memory, textures of chunks, bytes of framebuffers and the canvas, mesh bytes on
   * the GPU, mesh bytes in memory, triangles in the last picture of the scene.
   */
  | { readonly kind: 'memory' }
  /** From now on frames tell the hues of the 3-D panel. Returns nothing. */
  | { readonly kind: 'watch-hues' }
  /** How many shaders frames have drawn with so far. */
  | { readonly kind: 'shaders' }
  /**
   * Compile and link each shader variant that a frame can ask for: seconds of work. Returns how many there are and how
   * many of them failed; the reasons go to the worker's console.
   */
  | { readonly kind: 'compile-all' }

/** What one layer holds at a picked point. */
export type PickedValue =
  | { readonly kind: 'grey'; readonly value: number }
  /** `segment`: null while it is not known, because the agglomeration is not read yet or cannot be read. */
  | { readonly kind: 'label'; readonly supervoxel: bigint; readonly segment: bigint | null }
  /**
   * A surface that is stored by segment: its supervoxel cannot be told, because its voxels are not in memory. `segment`:
   * null where an edit cut it, and so for the segment too.
   */
  | { readonly kind: 'surface'; readonly segment: bigint | null }
  /** Outside the volume, or stored as background (a missing chunk). */
  | { readonly kind: 'background' }
  | { readonly kind: 'loading' }
  /** The value will not come at this zoom: even the coarsest scale of the volume has too much in view. */
  | { readonly kind: 'too-far-out' }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly retryInMs: number }

export interface PickedLayer {
  readonly layerId: string
  /** Voxel of the finest scale that holds the point; null outside the volume. */
  readonly voxel: Vec3 | null
  readonly value: PickedValue
}

/** Loading as the status bar shows it; sent when it changes, at most every 100 ms. */
export interface Progress {
  /** Chunks that the present view wants, at its wanted scales, over all layers. */
  readonly wanted: number
  /** Of these: on screen (or known to be background). */
  readonly ready: number
  readonly failed: number
  /** Why the first of the failed ones failed. */
  readonly failure: Problem | null
  /** Layers of which no chunk is stored, among all asked for in the scale that the view wants. Empty while chunks load. */
  readonly empty: readonly { readonly layerId: string; readonly scaleKey: string; readonly asked: number }[]
  /** Bytes per second over the last second, as transferred from the origin. */
  readonly bytesPerSecond: number
  /** Since start. */
  readonly bytesTotal: number
  readonly gpuBytes: number
  readonly memoryBytes: number
  /** Ids of layers of which only the middle will come, because even their coarsest scale has too much in view. */
  readonly tooFarOut: readonly string[]
  /** Undefined while the 3-D panel is not on screen, or shows no segment. */
  readonly meshes?: MeshProgress | undefined
}

/** The meshes of the segments that the 3-D panel shows. */
export interface MeshProgress {
  readonly segments: number
  /** Something of them is still read or made, at the level that the view wants. */
  readonly isLoading: boolean
  /** Segments of which nothing is on screen yet, while something is read or made. */
  readonly unseen: number
  /** Segments that have no mesh here and of which none is made: they lie far from the view, or outside the volume. */
  readonly empty: number
  /** Pieces that could not be had: they will be missing until they are asked for again. */
  readonly failed: number
  /** Why the first of these failed, with its name. */
  readonly failure: Problem | null
  /** Around all that is on screen of them, nanometres; null while nothing is. */
  readonly box: Box3 | null
}

/** Voxel values over what is in memory in the present view. */
export interface Histogram {
  /** Over the whole range of 8 bits, else over that of the values in view; null where no value is in view. */
  readonly counts: ValueCounts | null
  /** Black and white of an automatic contrast; null where no value but 0 is in view. */
  readonly range: { readonly black: number; readonly white: number } | null
}

/** gl worker -> page. */
export type FromGl =
  | { readonly kind: 'started'; readonly maxTextureSize: number; readonly renderer: string }
  | { readonly kind: 'progress'; readonly progress: Progress }
  /**
   * A frame has been handed to the compositor that shows all messages up to this serial. `complete`: each wanted chunk is
   * drawn, background or failed, each wanted shape is in the scene, and the camera stands still, so that boundaries are
   * drawn. `slices`: the same without the shapes. `edits`: messages of the edit
   * worker (segments, paint, reset) since the start that the frame shows. A benchmark finds the frame of an edit by it:
   * the first with a higher count than before the edit. `shapes`: supervoxels of shown segments that the 3-D panel has a surface of; 0 without one.
   * `atMs`: on the clock performance.timeOrigin + performance.now().
   */
  | {
      readonly kind: 'presented'
      readonly serial: number
      readonly complete: boolean
      readonly slices: boolean
      readonly edits: number
      readonly shapes: number
      /** After `watch-hues`: of the 3-D panel's pixels, see `huesOf`. */
      readonly hues?: readonly number[] | undefined
      readonly atMs: number
    }
  /**
   * The automatic contrast of an image whose view says `fromData`: of the first chunks, then of all in view (`isWhole`).
   * The next frame is drawn with it. The page sends it back in `layers`, unless somebody has set another one meanwhile.
   */
  | {
      readonly kind: 'contrast'
      readonly layerId: string
      readonly sourceId: string
      readonly range: NonNullable<Histogram['range']>
      readonly isWhole: boolean
    }
  /**
   * `position`: nanometres; null where nothing is at the pixel, and then there are no `layers`. On a surface of the 3-D
   * panel the surface's own layer has the supervoxel of the mesh, and the others what they hold at that position.
   */
  | {
      readonly kind: 'picked'
      readonly id: number
      readonly position: Vec3 | null
      readonly layers: readonly PickedLayer[]
    }
  /** The share of a figure that is drawn, 0 to 1. */
  | { readonly kind: 'figure-progress'; readonly figure: number; readonly done: number }
  /** A PNG, or why there is none. */
  | { readonly kind: 'figure'; readonly id: number; readonly drawn: Uint8Array<ArrayBuffer> | string }
  | { readonly kind: 'histogram'; readonly id: number; readonly histogram: Histogram }
  | { readonly kind: 'measured'; readonly id: number; readonly values: readonly number[] }
  /** Nothing is drawn until there is another canvas. */
  | { readonly kind: 'lost'; readonly reason: LostReason }

/** Why a canvas has no context: the graphics driver stopped, or this machine offers no WebGL. */
export type LostReason = 'driver-stopped' | 'no-webgl'
