import type { Vec3 } from '../../../shared/geometry.ts'
import type { VoxelType } from '../../../shared/volume/volume.ts'
import type { InputSpec } from '../inputs/voxel-source.ts'
import type { ScalePlan } from './scales.ts'

/**
 * All that is decided before the first voxel is written. It is plain data: workers get it as a message, and the journal
 * keeps it, so that an import is only resumed as it was begun.
 */
export interface ImportPlan {
  /** The folder of the dataset. */
  readonly out: string
  /** What `skein.json` calls it. */
  readonly name: string
  readonly image?: ImagePlan | undefined
  readonly labels?: LabelPlan | undefined
}

export interface LayerPlan extends ScalePlan {
  /** The folder of the volume, inside `out`. */
  readonly folder: string
  readonly input: PlannedInput
  /** The type of its voxels as they are written. */
  readonly voxelType: VoxelType
}

export interface ImagePlan extends LayerPlan {
  /** 1 to 100; undefined for voxels as they are. */
  readonly jpegQuality?: number | undefined
}

export interface LabelPlan extends LayerPlan {
  /** What becomes of the labels. `keep`: they are the supervoxels. `cut`: see SPEC.md, IP20. */
  readonly supervoxels: 'keep' | 'cut'
  /** Where the contacts of supervoxels get their affinity from; undefined: from the labels alone. */
  readonly evidence?: 'image' | AffinityInputs | undefined
  /** Edges from this affinity on join; undefined joins what the labels join. */
  readonly threshold?: number | undefined
}

/** Volumes of the affinity of each voxel with the one before it along x, y and z, of the size of the labels. */
export interface AffinityInputs {
  readonly byAxis: readonly [PlannedInput, PlannedInput, PlannedInput]
}

export interface PlannedInput {
  readonly spec: InputSpec
  /** What the input was when the import began: sizes and times of its files. */
  readonly state: string
  /** Voxels of background before the first one, so that coarser scales begin at a whole voxel. */
  readonly padding: Vec3
}

/** What messages call an input. */
export function fileOf({ spec }: PlannedInput): string {
  return spec.kind === 'stack' ? spec.folder : spec.file
}

/** The folder beside the output for what is not finished: the journal, raw sections, what is known of each block. */
export const WORK_FOLDER = '.import'

/** A piece of work that one worker does at once. All of them write whole files, so a piece may be done again. */
export type Task =
  | { readonly kind: 'image-block'; readonly shard: number; readonly staged?: Staged | undefined }
  | { readonly kind: 'label-block'; readonly shard: number; readonly staged?: Staged | undefined }
  | { readonly kind: 'image-scale'; readonly scale: number; readonly shard: number }
  | { readonly kind: 'label-scale'; readonly scale: number; readonly shard: number }
  | { readonly kind: 'borders'; readonly shard: number }
  | {
      readonly kind: 'stage'
      readonly layer: 'image' | 'labels'
      readonly from: number
      readonly to: number
      readonly staged: Staged
    }

/** Sections of an input that were written one after the other, because they are only cheap as a whole. */
export interface Staged {
  readonly file: string
  /** The first section of the input in it, and how many there are. */
  readonly first: number
  readonly count: number
}

/** What the journal calls a task; stages are not kept. */
export function taskId(task: Exclude<Task, { kind: 'stage' }>): string {
  return 'scale' in task ? `${task.kind}/${task.scale}/${task.shard}` : `${task.kind}/${task.shard}`
}
