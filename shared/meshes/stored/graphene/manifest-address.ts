/** The address of a table of a graph server, with or without `middleauth+`; older servers number their interface. */
const TABLE =
  /^((?:middleauth\+)?https?:\/\/[^/?#]+)\/segmentation\/(?:api\/v1\/)?(?:table|1\.0)\/([^/?#]+)\/?(?:[?#].*)?$/i

/**
 * Where a graph server gives the manifests of its meshes (`manifest/<id>:0`, CAVEconnectome/MeshingService): those of
 * fragments that are there alone, each with the node that it is of. Undefined for any other address.
 */
export function manifestAddress(location: string): string | undefined {
  const [, server, table] = TABLE.exec(location) ?? []
  if (server === undefined || table === undefined) return undefined
  return `${server}/meshing/api/v1/table/${table}?verify=1&prepend_seg_ids=1`
}
