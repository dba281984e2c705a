/**
 * Where a fragment takes a layer's value from. `chunk8`, `chunk16`, `chunk32` (floats, images alone): from the chunk's
 * own texture; `screen`: from a framebuffer in which the panel was drawn before at voxel resolution (image: grey and coverage; labels: palette entries).
 */
export type LayerSource = (typeof SOURCES)[number]
export const SOURCES = ['none', 'chunk8', 'chunk16', 'chunk32', 'screen'] as const

/**
 * How a fragment finds its texels. `texel`: the vertices carry texture coordinates, because a voxel is exactly one pixel.
 * `voxel`: they carry the two voxel coordinates of an aligned plane, whose floor leads to the texel. `space`: all three
 * coordinates, clamped to the chunk, for oblique planes and for chunks in several columns. `folded`: the same for chunks
 * whose rows are folded, because a side of theirs is longer than a texture.
 */
export type Address = (typeof ADDRESSES)[number]
export const ADDRESSES = ['texel', 'voxel', 'space', 'folded'] as const

export function isChunk(source: LayerSource): boolean {
  return source === 'chunk8' || source === 'chunk16' || source === 'chunk32'
}
