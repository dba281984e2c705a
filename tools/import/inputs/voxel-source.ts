import type { DescriptionFiles } from '../../../shared/formats/volume-format.ts'
import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import type { InputType, VoxelArray } from '../voxels/voxel-type.ts'

/**
 * A volume that is imported. It is read in boxes, so memory does not depend on its size. What an input says of itself
 * is checked when it is opened; everything that fails is a `ProblemError` that names the file.
 */
export interface VoxelSource {
  readonly size: Vec3
  readonly type: InputType
  /** Nanometres, where the input says so. */
  readonly voxelSize?: Vec3 | undefined
  /** The place of the first voxel in nanometres, where the input says so. */
  readonly offsetNm?: Vec3 | undefined
  /** Sections of z that are best read at once. 0: only whole sections are cheap, so that they are read once into a raw file. */
  readonly sectionsAtOnce: number
  /** The voxels of a box that lies inside the volume, x fastest. */
  readBox(box: Box3): Promise<VoxelArray>
  close(): Promise<void>
}

/** How a worker opens an input. It crosses threads as a message, and is part of what a resumed import compares. */
export type InputSpec = RawSpec | StackSpec | TiffSpec | Hdf5Spec | VolumeSpec

export interface RawSpec {
  readonly kind: 'raw'
  readonly file: string
  readonly size: Vec3
  readonly type: InputType
  /** Bytes before the first voxel. */
  readonly skip: number
}

/** A folder of pictures, one a section. */
export interface StackSpec {
  readonly kind: 'stack'
  readonly folder: string
  /** Names in the folder, in the order of the sections. */
  readonly files: readonly string[]
  readonly use: 'image' | 'labels'
}

/** A file of many pages, one a section. */
export interface TiffSpec {
  readonly kind: 'tiff'
  readonly file: string
  readonly use: 'image' | 'labels'
}

export interface Hdf5Spec {
  readonly kind: 'hdf5'
  readonly file: string
  readonly dataset: string
  /** Of a dataset with an axis of channels before z, y, x. */
  readonly channel?: number | undefined
}

/** A folder of a format that Skein opens, such as OME-Zarr or N5. */
export interface VolumeSpec {
  readonly kind: 'volume'
  /** The folder. */
  readonly file: string
  /** The name of the format, and what its description holds. */
  readonly format: string
  readonly files: DescriptionFiles
  /** Of a volume with an axis of channels. */
  readonly channel?: number | undefined
  readonly use: 'image' | 'labels'
}
