import { readFileKey } from '../../../bytes/key.ts'
import { isRecord } from '../../../json-field.ts'
import type { Result } from '../../../problem.ts'
import type { MeshReader } from '../../mesh.ts'
import { decodeFragment } from '../fragments/decode-fragment.ts'
import { parseFragmentManifest } from '../fragments/fragment-manifest.ts'
import type { MeshFormat } from '../mesh-format.ts'
import { missingPart } from '../missing-part.ts'

const TYPE = 'neuroglancer_legacy_mesh'

/**
 * Meshes of one resolution: a manifest `<id>:0` names fragments, each a file of the folder (neuroglancer,
 * datasource/precomputed/meshes.md). The format is older than its `info`, so a folder without one is of it too.
 */
export const legacy: MeshFormat = {
  name: 'legacy',
  title: 'legacy meshes',
  of: 'labels',
  gather: ({ info }) => (isLegacy(info) ? {} : undefined),
  parse: (_files, { location }): Result<MeshReader> => ({ ok: true, value: createLegacyReader(location) }),
}

function isLegacy(info: unknown): boolean {
  if (info === undefined) return true
  const type = isRecord(info) ? info['@type'] : null
  return type === TYPE || type === undefined
}

function createLegacyReader(location: string): MeshReader {
  return {
    async manifest(segment, { bytes, signal }) {
      const key = `${segment}:0`
      const read = await bytes.get(key, { signal })
      if (read === undefined) return undefined
      return parseFragmentManifest(read, `${location}/${key}`, (name) => {
        if (name === key) return 'is the manifest itself'
        const path = readFileKey(name, 0)
        if (!path.ok) return 'leads out of the folder of the meshes'
        return { key: path.value.parts.join('/'), label: segment, bytes: undefined }
      })
    },
    async part({ key, label }, { bytes, draco, signal }) {
      const file = `${location}/${key}`
      const read = await bytes.get(key, { signal })
      return read === undefined ? missingPart(file) : decodeFragment(read, label, file, draco)
    },
  }
}
