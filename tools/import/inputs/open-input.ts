import { openHdf5 } from './hdf5.ts'
import { openStack } from './image-stack.ts'
import { openRaw } from './raw.ts'
import { openTiff } from './tiff-pages.ts'
import type { InputSpec, VoxelSource } from './voxel-source.ts'

/** Opens an input in this thread. Rejects with a `ProblemError` that names the file. */
export async function openInput(spec: InputSpec): Promise<VoxelSource> {
  switch (spec.kind) {
    case 'raw':
      return openRaw(spec)
    case 'stack':
      return openStack(spec)
    case 'tiff':
      return openTiff(spec)
    case 'hdf5':
      return openHdf5(spec)
  }
}
