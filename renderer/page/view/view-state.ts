import type { LayoutKind, OpenedSource, RecentDataset, SampleState } from '../../../shared/contracts/host-api.ts'
import type { ImportState } from '../../../shared/contracts/import-protocol.ts'
import type { DescribedVolume, OtherAxis } from '../../../shared/formats/volume-format.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { LinkedCamera } from '../../../shared/link/neuroglancer/linked-camera.ts'
import type { LeftOut } from '../../../shared/link/neuroglancer/linked-view.ts'
import type { MeshSource } from '../../../shared/meshes/stored/mesh-format.ts'
import type { Problem, Result } from '../../../shared/problem.ts'
import type { SkeletonSource } from '../../../shared/skeletons/skeleton.ts'
import type { Camera, PanelKind } from '../../../shared/view/camera.ts'
import type { LayerView } from '../../../shared/view/layer-view.ts'
import { initialSceneCamera, type SceneCamera, type SceneShapes } from '../../../shared/view/scene/scene-camera.ts'
import type { Volume } from '../../../shared/volume/volume.ts'
import type { EditDataset } from '../../edit/messages.ts'
import type { Progress } from '../../gl/messages.ts'
import type { SceneFile } from '../scene-files/scene-file.ts'

/** One layer of the open dataset, in the order in which they are drawn. */
export interface Layer {
  /** Stable while the dataset is open, and the same when it is opened again. */
  readonly id: string
  readonly name: string
  readonly sourceId: string
  /** The folder or URL as it was opened. */
  readonly location: string
  readonly volume: Volume
  /** The axes of the volume beside x, y and z. `described.at` has the place on each. */
  readonly axes: readonly OtherAxis[]
  /** By what the decode workers read its chunks. */
  readonly described: DescribedVolume
  /** Where a dataset file says that its meshes are. */
  readonly namedMeshes?: NamedMeshes | undefined
  /** Its stored meshes and skeletons, as far as they were found; that begins once the dataset is open. */
  readonly meshes?: MeshSource | undefined
  readonly skeletons?: SkeletonSource | undefined
  /** Sentences: what of its meshes and skeletons is named and cannot be read. */
  readonly meshProblems?: readonly string[] | undefined
  /** Of a layer that shows one of several channels: the names of all, and that of the volume. */
  readonly channelNames?: { readonly volume: string; readonly each: readonly string[] } | undefined
  /** Why it can be looked at and not edited, as a sentence. */
  readonly readOnly?: string | undefined
  readonly view: LayerView
}

/** A folder of meshes, opened with the dataset, or why it could not be. */
export interface NamedMeshes {
  readonly opened: Result<OpenedSource>
  readonly of: MeshSource['of'] | undefined
}

export interface Dataset {
  readonly name: string
  /** What to open to get this dataset again. */
  readonly locations: readonly string[]
  readonly layers: readonly Layer[]
  /** What the edit worker opens; undefined where nothing has segments. */
  readonly editable?: Editable | undefined
  /** The address of the central store that its dataset file names. */
  readonly store?: string | undefined
  readonly link?: OpenedLink | undefined
}

/** A Neuroglancer link that was opened: what it says of the view, and what of it is not shown. */
export interface OpenedLink {
  readonly layerCount: number
  readonly openedCount: number
  readonly leftOut: readonly LeftOut[]
  /** It says where to look or what is selected, and not only which layers there are. */
  readonly isView: boolean
  readonly camera: LinkedCamera
  readonly layout: LayoutKind | undefined
  readonly crosshair: boolean | undefined
  readonly selection: readonly SelectedSegment[]
}

/** The segmentation layer that is proofread, with the base agglomeration of its edits. */
export interface Editable extends Omit<EditDataset, 'author'> {
  readonly layerId: string
  /** Sources that were opened for this alone; they are closed with the dataset. */
  readonly sources: readonly string[]
}

/** What is being opened, while what was open stays open. */
export interface Opening {
  readonly name: string
  /** The present step in words. */
  readonly step: string
  /** A dataset file names folders outside its own: the person says whether they are read. */
  readonly asks?: { readonly file: string; readonly places: readonly string[] } | undefined
}

export interface SelectedSegment {
  /** The segment now; it changes with the edits. */
  readonly id: bigint
  /** What was picked: the selection follows the segment of this supervoxel. */
  readonly supervoxel: bigint
  /** In the segment; null while not known. */
  readonly supervoxels: number | null
  readonly layerId: string
  /** Where it was picked, nanometres: fly-to goes there. Null where it came by its id and no place in it is known. */
  readonly pickedAt: Vec3 | null
}

export interface Extent {
  /** Device pixels. */
  readonly width: number
  readonly height: number
  readonly devicePixelRatio: number
}

/** Where the seams lie: fractions of the canvas, 0 to 1. */
export interface Splits {
  readonly x: number
  readonly y: number
}

/** How a dataset is looked at. It is kept when the dataset is left, and restored. */
export interface View {
  readonly camera: Camera
  /** How the 3-D panel looks at the camera's position. */
  readonly scene: SceneCamera
  /** The 3-D panel shows the three slices. */
  readonly sceneSlices: boolean
  readonly sceneShapes: SceneShapes
  readonly layout: LayoutKind
  readonly maximised: PanelKind | null
  readonly splits: Splits
  readonly crosshair: boolean
  readonly selection: readonly SelectedSegment[]
  /** Index into `selection` of the segment that `[` and `]` step from; -1 for none. */
  readonly current: number
}

export type DialogState =
  | { readonly kind: 'help' }
  /** `text` is what stands in the field at first. */
  | { readonly kind: 'open-url'; readonly text: string }
  | { readonly kind: 'go-to' }
  | { readonly kind: 'import' }
  /** A picture of a panel. */
  | { readonly kind: 'figure'; readonly panel: PanelKind }
  /** What the link of the dataset left out. */
  | { readonly kind: 'link' }
  /** `store` is what stands in the field at first. */
  | { readonly kind: 'connect'; readonly store: string }

export interface ViewState extends View {
  /**
   * Picked supervoxels that lie in a selected segment, beside the one that the selection lists. An edit that parts them
   * selects them too, so that no shape that was worked on vanishes.
   */
  readonly alsoPicked: readonly SelectedSegment[]
  readonly dataset: Dataset | null
  readonly opening: Opening | null
  /** The file that is being written. `done`: 0 to 1. */
  readonly exporting: { readonly words: string; readonly done: number } | null
  /** In the order in which they were added. They go with the dataset, and are not kept. */
  readonly sceneFiles: readonly SceneFile[]
  /** What the link of the dataset left out is told on a card. */
  readonly linkCard: boolean
  /** Why the last opening failed, until it is closed or another one succeeds. */
  readonly openProblem: Problem | null
  /** The engine or the byte process stopped: nothing more will be drawn until the window is reloaded. */
  readonly lost: Problem | null
  /** A part of what is open could not be drawn. Another dataset can still be drawn. */
  readonly stumbled: Problem | null
  /** How many canvases were lost with the graphics driver and replaced. */
  readonly canvases: number
  /** Why the window was loaded again by itself, until the message is closed. */
  readonly restarted: string | null
  /**
   * `past`: selections before the present one, the newest last. `future`: selections that were gone back from, the next
   * one last.
   */
  readonly past: readonly (readonly SelectedSegment[])[]
  readonly future: readonly (readonly SelectedSegment[])[]
  /** The split tool wants the borders of supervoxels drawn. */
  readonly showsSupervoxels: boolean
  /** The segments that are not selected step back, so that the two sides of a doubt stand alone. */
  readonly dimsOthers: boolean
  /** Nothing is drawn over the images, for as long as a key is held. */
  readonly bare: boolean
  /** Colour seeds of the layers before each recolouring, by layer id, the newest last. */
  readonly pastColours: readonly Readonly<Record<string, number>>[]
  /** How large text and controls are; 1 is what the system gives them. */
  readonly interfaceScale: number
  readonly sideBars: { readonly left: boolean; readonly right: boolean }
  readonly progress: Progress | null
  /**
   * A frame has shown the open dataset whole, or that took too long. Until then what lies beside the tissue is not built,
   * see `frame/OnceShown.tsx`.
   */
  readonly isShown: boolean
  /** The canvas in device pixels; 0 until it is laid out. */
  readonly extent: Extent
  readonly dialog: DialogState | null
  /** The newest first. */
  readonly recents: readonly RecentDataset[]
  readonly sample: SampleState
  readonly importing: ImportState
  /** A short confirmation such as "Position copied"; the counter tells two equal ones apart. `of`: the place it tells of. */
  readonly notice: { readonly text: string; readonly count: number; readonly of: Vec3 | null } | null
  /** The place that a message told of last; null for none. It stays when the message is gone. */
  readonly told: ToldPlace | null
}

/** Nanometres. `goes`: where Show flies, which is back once it has flown to `of`. */
export interface ToldPlace {
  readonly of: Vec3
  readonly goes: Vec3
}

export const initialView: View = {
  camera: { position: [0, 0, 0], nmPerPixel: 10, orientation: [0, 0, 0, 1] },
  scene: initialSceneCamera(10),
  sceneSlices: true,
  sceneShapes: 'both',
  layout: '4panel',
  maximised: null,
  splits: { x: 0.5, y: 0.5 },
  crosshair: true,
  selection: [],
  current: -1,
}

export const initialState: ViewState = {
  ...initialView,
  alsoPicked: [],
  dataset: null,
  opening: null,
  exporting: null,
  sceneFiles: [],
  linkCard: false,
  openProblem: null,
  lost: null,
  stumbled: null,
  canvases: 0,
  restarted: null,
  past: [],
  future: [],
  showsSupervoxels: false,
  dimsOthers: false,
  bare: false,
  pastColours: [],
  interfaceScale: 1,
  sideBars: { left: true, right: true },
  progress: null,
  isShown: false,
  extent: { width: 0, height: 0, devicePixelRatio: 1 },
  dialog: null,
  recents: [],
  sample: { kind: 'absent' },
  importing: { kind: 'idle' },
  notice: null,
  told: null,
}
