import { join } from 'node:path'
import type { Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { typeOfVoxels, type VoxelArray } from '../voxels/voxel-type.ts'
import { oneChannel } from './one-channel.ts'
import { readPicture } from './picture.ts'
import { openTiffFile, type PageShape, refuseOther } from './tiff-pages.ts'
import type { StackSpec, VoxelSource } from './voxel-source.ts'

/** A folder of pictures, one a section. Each one is checked against the first when it is read. */
export async function openStack({ folder, files, use }: StackSpec): Promise<VoxelSource> {
  const [first] = files
  if (first === undefined) throw new ProblemError({ kind: 'not-a-volume', message: `${folder} is empty`, file: folder })
  const { shape } = await readSection(join(folder, first), use)
  const size: Vec3 = [shape.width, shape.height, files.length]
  return {
    size,
    type: shape.type,
    sectionsAtOnce: 0,
    async readBox({ min }) {
      const file = join(folder, files[min[2]]!)
      const section = await readSection(file, use)
      refuseOther(shape, section.shape, file)
      return section.voxels
    },
    close: async () => {},
  }
}

interface Section {
  readonly shape: PageShape
  readonly voxels: VoxelArray
}

async function readSection(file: string, use: 'image' | 'labels'): Promise<Section> {
  if (!/\.tiff?$/i.test(file)) {
    const { width, height, channels, pixels } = await readPicture(file)
    const type = pixels instanceof Uint8Array ? 'uint8' : 'uint16'
    return { shape: { width, height, channels, type }, voxels: oneChannel(pixels, channels, type, use, file) }
  }
  const tiff = await openTiffFile(file)
  try {
    if (tiff.pages !== 1) {
      const message = `${file} has ${tiff.pages} pages; in a folder of sections each file is one. Name the file itself to import its pages`
      throw new ProblemError({ kind: 'bad-description', message, file })
    }
    const shape = await tiff.shape(0)
    const voxels = await tiff.read(0, use)
    return { shape: { ...shape, type: typeOfVoxels(voxels) ?? shape.type }, voxels }
  } finally {
    await tiff.close()
  }
}
