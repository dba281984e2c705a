/**
 * The words by which an address names the format of a volume, as Neuroglancer, CloudVolume and WEBKNOSSOS write them
 * (`zarr3://…`, `…|zarr3:`), each with the format that it asks for.
 */
export const FORMAT_WORDS: ReadonlyMap<string, string> = new Map([
  ['precomputed', 'precomputed'],
  ['neuroglancer-precomputed', 'precomputed'],
  // The description of a graph server is that of a precomputed volume, with more.
  ['graphene', 'precomputed'],
  ['zarr', 'zarr'],
  ['zarr2', 'zarr'],
  ['zarr3', 'zarr'],
  ['n5', 'n5'],
])

/** The files that describe a folder, of all formats. An address that ends in one of them means the folder around it. */
export const DESCRIPTION_FILES: readonly string[] = [
  'info',
  'zarr.json',
  '.zattrs',
  '.zgroup',
  '.zarray',
  '.zmetadata',
  'attributes.json',
]
