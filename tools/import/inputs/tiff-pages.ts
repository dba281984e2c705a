import { fromFile, type GeoTIFF, type GeoTIFFImage } from 'geotiff'
import type { Vec3 } from '../../../shared/geometry.ts'
import { messageOf, ProblemError, problemOf } from '../../../shared/problem.ts'
import { type InputType, isInputType, typeOfVoxels, type VoxelArray } from '../voxels/voxel-type.ts'
import { oneChannel } from './one-channel.ts'
import { MAX_PICTURE_PIXELS } from './picture.ts'
import type { TiffSpec, VoxelSource } from './voxel-source.ts'

/** Sample formats of TIFF 6.0, section 19. */
const SAMPLE_FORMATS = ['', 'uint', 'int', 'float'] as const

/** What one page of a TIFF is. */
export interface PageShape {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly type: InputType
}

/** An open TIFF file. Everything rejects with a `ProblemError` that names the file. */
export interface TiffFile {
  readonly pages: number
  shape(page: number): Promise<PageShape>
  /** One value a pixel. */
  read(page: number, use: 'image' | 'labels'): Promise<VoxelArray>
  close(): Promise<void>
}

export async function openTiffFile(file: string): Promise<TiffFile> {
  const tiff = await guarded(file, () => fromFile(file))
  const pages = await guarded(file, () => tiff.getImageCount())
  return {
    pages,
    shape: async (page) => shapeOf(await imageOf(tiff, page, file), page, file),
    async read(page, use) {
      const image = await imageOf(tiff, page, file)
      const { width, height, channels, type } = shapeOf(image, page, file)
      const values = await guarded(`${file}, page ${page + 1}`, () => image.readRasters({ interleave: true }))
      const found = typeOfVoxels(values)
      if (found !== type || values.length !== width * height * channels) {
        throw bad(file, `page ${page + 1} does not decode to ${width} x ${height} pixels of ${type}`)
      }
      return oneChannel(numbersOf(values), channels, type, use, file)
    },
    close: async () => {
      await tiff.close()
    },
  }
}

/** The pages of one file as sections. All must have one shape. */
export async function openTiff(spec: TiffSpec): Promise<VoxelSource> {
  const { file, use } = spec
  const tiff = await openTiffFile(file)
  const first = await tiff.shape(0)
  const size: Vec3 = [first.width, first.height, tiff.pages]
  for (let page = 1; page < tiff.pages; page += 1)
    refuseOther(first, await tiff.shape(page), `${file}, page ${page + 1}`)
  return {
    size,
    type: first.type,
    sectionsAtOnce: 0,
    readBox: ({ min }) => tiff.read(min[2], use),
    close: () => tiff.close(),
  }
}

/** Refuses a section of another size or type than the first one. */
export function refuseOther(first: PageShape, other: PageShape, where: string): void {
  if (first.width === other.width && first.height === other.height && first.type === other.type) return
  const words = ({ width, height, type }: PageShape) => `${width} x ${height} pixels of ${type}`
  const message = `${where} has ${words(other)}, but the first section has ${words(first)}`
  throw new ProblemError({ kind: 'bad-description', message, file: where })
}

function imageOf(tiff: GeoTIFF, page: number, file: string): Promise<GeoTIFFImage> {
  return guarded(`${file}, page ${page + 1}`, () => tiff.getImage(page))
}

function shapeOf(image: GeoTIFFImage, page: number, file: string): PageShape {
  const width = image.getWidth()
  const height = image.getHeight()
  const channels = image.getSamplesPerPixel()
  const where = `page ${page + 1}`
  if (!(width >= 1 && height >= 1 && channels >= 1 && channels <= 4)) {
    throw bad(file, `${where} says ${width} x ${height} pixels of ${channels} channels`)
  }
  if (width * height > MAX_PICTURE_PIXELS)
    throw bad(file, `${where} has ${width} x ${height} pixels, more than are read`)
  const bits = image.getBitsPerSample()
  const format = SAMPLE_FORMATS[image.getSampleFormat()]
  const type = `${format}${format === 'float' ? bits : Math.max(8, bits)}`
  if (!isInputType(type))
    throw bad(file, `${where} has samples of ${bits} bits (${format ?? 'unknown'}), which are not read`)
  return { width, height, channels, type }
}

function numbersOf(values: unknown) {
  const isNumbers =
    values instanceof Uint8Array ||
    values instanceof Uint16Array ||
    values instanceof Uint32Array ||
    values instanceof Int8Array ||
    values instanceof Int16Array ||
    values instanceof Int32Array ||
    values instanceof Float32Array ||
    values instanceof Float64Array
  if (!isNumbers) throw new Error('bug: the type was checked')
  return values
}

/** The library throws plain errors on damage, and errors of the system where a file cannot be read. */
async function guarded<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (problemOf(error) !== undefined) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw error
    throw bad(where, `its TIFF does not decode: ${messageOf(error)}`)
  }
}

function bad(file: string, what: string): ProblemError {
  return new ProblemError({ kind: 'bad-chunk', message: `${file}: ${what}`, file })
}
