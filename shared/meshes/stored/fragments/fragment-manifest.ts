import { strFromU8 } from 'fflate'
import { member, parseJson, refuse, resultOf } from '../../../json-field.ts'
import { mapResult, type Result } from '../../../problem.ts'
import { badMesh, tooLargeMesh } from '../../bad-mesh.ts'
import type { MeshManifest, MeshPart } from '../../mesh.ts'
import { MAX_MANIFEST_BYTES, MAX_PARTS, MAX_PROBLEMS } from '../../mesh-limits.ts'

/** What a format makes of the name of a fragment; a sentence where it cannot be used, which completes "The fragment "..." ". */
export type ReadFragmentName = (name: string) => Pick<MeshPart, 'key' | 'label' | 'bytes'> | string

/** The longest name that a message quotes, characters. */
const LONGEST_QUOTE = 100

/**
 * Reads a manifest of fragments, `{"fragments": [name, ...]}` (neuroglancer, datasource/precomputed/meshes.md, legacy
 * single-resolution mesh format). Fragments whose names cannot be used are told among the problems, the others are there.
 */
export function parseFragmentManifest(bytes: Uint8Array, file: string, read: ReadFragmentName): Result<MeshManifest> {
  if (bytes.length > MAX_MANIFEST_BYTES) return tooLargeMesh(file, `has a manifest of ${bytes.length} bytes`)
  const json = parseJson(strFromU8(bytes))
  if (json === undefined) return badMesh(file, 'its manifest is not JSON')
  const fragments = resultOf(json, file, (whole): readonly unknown[] => {
    const field = member(whole, 'fragments')
    if (!Array.isArray(field.value)) return refuse(field, 'must be a list', 'bad-mesh')
    if (field.value.length > MAX_PARTS)
      refuse(field, `has ${field.value.length} entries, more than ${MAX_PARTS}`, 'too-large')
    return field.value
  })
  return mapResult(fragments, (names) => manifestOf(names, file, read))
}

function manifestOf(names: readonly unknown[], file: string, read: ReadFragmentName): MeshManifest {
  const parts = new Map<string, MeshPart>()
  const problems: string[] = []
  let bad = 0
  names.forEach((name, at) => {
    const found = typeof name === 'string' ? read(name) : 'is no text'
    const why = typeof found === 'string' ? found : parts.has(found.key) ? 'is named twice' : undefined
    if (typeof found !== 'string' && why === undefined) {
      parts.set(found.key, { ...found, level: 0, box: undefined })
      return
    }
    bad++
    if (bad <= MAX_PROBLEMS) problems.push(`${file}: the fragment ${quoted(name, at)} ${why}`)
  })
  if (bad > MAX_PROBLEMS) problems.push(`${file}: ${bad - MAX_PROBLEMS} more fragments cannot be used`)
  return { parts: [...parts.values()], levelErrors: [0], problems }
}

function quoted(name: unknown, at: number): string {
  if (typeof name !== 'string') return `fragments[${at}]`
  return `"${name.length > LONGEST_QUOTE ? `${name.slice(0, LONGEST_QUOTE)}…` : name}"`
}
