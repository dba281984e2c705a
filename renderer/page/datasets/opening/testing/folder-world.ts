import type { OpenedSource } from '../../../../../shared/contracts/host-api.ts'
import type { Result } from '../../../../../shared/problem.ts'
import { readState, type StateTask } from '../read-state.ts'

/** The description of a small precomputed volume; `more` replaces fields of its scale. */
export function info(type: 'image' | 'segmentation', more: Record<string, unknown> = {}): string {
  const scale = {
    key: 's0',
    size: [100, 80, 60],
    resolution: [8, 8, 40],
    voxel_offset: [0, 0, 0],
    chunk_sizes: [[64, 64, 64]],
    encoding: 'raw',
    ...more,
  }
  const data_type = type === 'image' ? 'uint8' : 'uint64'
  return JSON.stringify({
    '@type': 'neuroglancer_multiscale_volume',
    type,
    data_type,
    num_channels: 1,
    scales: [scale],
  })
}

/** A world of folders: location -> key -> text. Counts what is open. */
export function world(folders: Record<string, Record<string, string>>) {
  const open = new Map<string, string>()
  let next = 1
  const add = (location: string, above: number): Result<OpenedSource> => {
    const file = folders[location] ? undefined : /\/([^/]*\.json)$/.exec(location)?.[1]
    const folder = file === undefined ? location : location.slice(0, -file.length - 1)
    if (!folders[folder]) return { ok: false, problem: { kind: 'not-found', message: 'There is no such folder' } }
    const sourceId = `s${next++}`
    open.set(sourceId, folder)
    const name =
      location
        .replace(/\?.*/, (query) => (location.startsWith('/') ? query : ''))
        .split('/')
        .at(-1) ?? ''
    const shown = folder.replace(/^(https:.*)\?.*/, '$1')
    return {
      ok: true,
      value: { sourceId, location, folder: shown, description: file, formats: [], above, name },
    }
  }
  const services = {
    openSource: async (location: string) => add(location, 0),
    openBelow: async (sourceId: string, folder: string) =>
      add(`${open.get(sourceId)}/${folder}`, folder.split('/').length),
    mayRead: async (_file: string, places: readonly string[]) => places.every((place) => place.startsWith('/allowed')),
    openInstead: async () => null,
    closeSource: async (sourceId: string) => void open.delete(sourceId),
    readState: async (task: StateTask) => readState(task),
    read: async (sourceId: string, key: string) => {
      const text = folders[open.get(sourceId) ?? '']?.[key]
      return text === undefined ? undefined : new TextEncoder().encode(text)
    },
  }
  return { services, open }
}
