/** Bytes of a manifest: that of the largest neurons of MICrONS is some 5 MB. */
export const MAX_MANIFEST_BYTES = 2 ** 26
/** Parts of one mesh: the largest neurons of MICrONS have some 50,000. */
export const MAX_PARTS = 2 ** 20
/** Triangles of one part, which is decoded and drawn as one: 16 million, some 500 MB while it is decoded. */
export const MAX_TRIANGLES = 2 ** 24
/** Vertices of one part: a closed surface has half as many as triangles, one without shared vertices three times as many. */
export const MAX_VERTICES = 3 * MAX_TRIANGLES
/** Nanometres: a metre. No volume reaches that far from its origin. */
export const MAX_NM = 1e9
/** Problems of one mesh that are told one by one. */
export const MAX_PROBLEMS = 10
