import { openRaw } from './raw.ts'
import type { InputSpec, VoxelSource } from './voxel-source.ts'

/**
 * Opens an input in this thread. Rejects with a `ProblemError` that names the file. Libraries are loaded as they are needed:
 * that of HDF5 alone takes every worker a third of a second.
 */
export async function openInput(spec: InputSpec): Promise<VoxelSource> {
  switch (spec.kind) {
    case 'raw':
      return openRaw(spec)
    case 'stack':
      return (await import('./image-stack.ts')).openStack(spec)
    case 'tiff':
      return (await import('./tiff-pages.ts')).openTiff(spec)
    case 'volume':
      return (await import('./stored-volume.ts')).openVolume(spec)
    case 'hdf5':
      return (await import('./hdf5.ts')).openHdf5(spec)
  }
}
