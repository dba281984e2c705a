/**
 * How a fragment finds the texels of chunks: IMAGE_WITHIN and LABELS_WITHIN lead to the place within a chunk. See
 * `Address` and texture-layout.ts.
 *
 * `texelOf`: the texel of a voxel (x, y, z) is (x + column * X, y + (z - column * slices) * Y). `grid` is (X, Y, Z,
 * slices per column). The floor is taken here and not by the sampler, because a chunk's coordinates are small numbers and
 * those of a texture 8192 high are not exact enough: samplers in software know 16 bits.
 *
 * `foldedTexelOf`: the same for folded rows (`Fold`). `fold` is (texels of a segment, segments of a row, rows of a column).
 * Counts stay below 2^23, so that adding a half is exact and no division lands on the wrong side of a whole number.
 *
 * `along`: on an aligned plane. `steps`: by how much the texture coordinates grow with a voxel along the first
 * coordinate, and along the second.
 */
export const TEXEL_LOOKUP = `
#if defined(ADDRESS_SPACE)
vec2 texelOf(vec3 at, vec4 grid, vec2 perTexel) {
  vec3 voxel = clamp(floor(at), vec3(0.0), grid.xyz - 1.0);
  float column = floor((voxel.z + 0.5) / grid.w);
  vec2 corner = vec2(column * grid.x, (voxel.z - column * grid.w) * grid.y);
  return (voxel.xy + corner) * perTexel;
}
#define IMAGE_WITHIN texelOf(vec3(imageAt.xy, extraAt.x), imageGrid, imagePerTexel)
#define LABELS_WITHIN texelOf(vec3(labelAt.xy, extraAt.y), labelGrid, labelPerTexel)
#endif
#if defined(ADDRESS_FOLDED)
vec2 foldedTexelOf(vec3 at, vec4 grid, vec3 fold, vec2 perTexel) {
  vec3 voxel = clamp(floor(at), vec3(0.0), grid.xyz - 1.0);
  float segment = floor((voxel.x + 0.5) / fold.x);
  float row = segment + fold.y * (voxel.y + grid.y * voxel.z);
  float column = floor((row + 0.5) / fold.z);
  return vec2(voxel.x + (column - segment) * fold.x, row - column * fold.z) * perTexel;
}
#define IMAGE_WITHIN foldedTexelOf(vec3(imageAt.xy, extraAt.x), imageGrid, imageFold, imagePerTexel)
#define LABELS_WITHIN foldedTexelOf(vec3(labelAt.xy, extraAt.y), labelGrid, labelFold, labelPerTexel)
#endif
vec2 along(vec2 at, vec4 steps) {
  vec2 voxel = floor(at);
  return voxel.x * steps.xy + voxel.y * steps.zw;
}
#if defined(ADDRESS_VOXEL)
#define IMAGE_WITHIN along(imageAt.xy, imageSteps)
#define LABELS_WITHIN along(labelAt.xy, labelSteps)
#endif
#if defined(SAME_SCREEN)
#define ON_SCREEN(place) (place)
#else
#define ON_SCREEN(place) (along(place, labelSteps) + labelAt.zw)
#endif`

/** Sets imageTexel and labelTexel. What both layers share is computed once, because no compiler tried does that. */
export const TEXELS = `
#if defined(SHARED)
  vec2 within = IMAGE_WITHIN;
  vec2 imageTexel = within + imageAt.zw;
  vec2 labelTexel = within + labelAt.zw;
#else
#if defined(IMAGE_CHUNK) && defined(ADDRESS_TEXEL)
  vec2 imageTexel = imageAt.xy;
#elif defined(IMAGE_CHUNK)
  vec2 imageTexel = IMAGE_WITHIN + imageAt.zw;
#endif
#if defined(LABELS_CHUNK) && defined(ADDRESS_TEXEL)
  vec2 labelTexel = labelAt.xy;
#elif defined(LABELS_CHUNK)
  vec2 labelTexel = LABELS_WITHIN + labelAt.zw;
#elif defined(LABELS_SCREEN)
  vec2 labelTexel = ON_SCREEN(labelAt.xy);
#endif
#endif`
