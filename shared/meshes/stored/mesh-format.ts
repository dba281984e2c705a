import type { DescriptionFiles } from '../../formats/volume-format.ts'
import type { Result } from '../../problem.ts'
import type { MeshReader } from '../mesh.ts'

/**
 * What Skein knows of one format of stored meshes: how a folder of it is recognised, what its description says, how a
 * mesh of it is read. A format is one folder `shared/meshes/stored/<name>/` and one line in `mesh-format-list.ts`.
 * Nothing else branches on it.
 */
export interface MeshFormat {
  /** Names the format in messages between threads, such as `legacy`. */
  readonly name: string
  /** What a person calls meshes of it, such as `legacy meshes`. */
  readonly title: string
  /** Whose meshes a volume of this format has, see `DescribedMeshes.of`. */
  readonly of: DescribedMeshes['of']
  /** What `parse` needs of the descriptions; undefined where the folder is not of this format. */
  gather(folder: MeshFolder): DescriptionFiles | undefined
  /** Reads the meshes as the files say. A problem names file and field. */
  parse(files: DescriptionFiles, place: MeshPlace): Result<MeshReader>
}

/** A folder of meshes, as it is found. */
export interface MeshFolder {
  /** The JSON of the file `info` in it; undefined where there is none. */
  readonly info: unknown
  /** The JSON that describes the volume which names the folder; undefined where a dataset file names it. */
  readonly volume: unknown
}

/** Where meshes lie. */
export interface MeshPlace {
  /** The folder or URL, for messages; without secrets. */
  readonly location: string
}

/** Stored meshes of a layer, as their description says. A message holds it, and workers parse it again. */
export interface DescribedMeshes {
  readonly format: string
  readonly files: DescriptionFiles
  readonly place: MeshPlace
  /**
   * Whose meshes they are: `labels`, those that the voxels hold (supervoxels, where an agglomeration groups them); or
   * `segments`, whatever the voxels hold.
   */
  readonly of: 'labels' | 'segments'
}

/** Stored meshes, and where their bytes come from. */
export interface MeshSource extends DescribedMeshes {
  /** Keys of it are relative to the folder of the meshes. */
  readonly sourceId: string
  /** A server that gives manifests where the folder holds none: `MeshReading.manifests`. */
  readonly manifestsId?: string | undefined
}
