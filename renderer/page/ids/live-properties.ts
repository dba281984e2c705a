import { createStore } from 'zustand/vanilla'
import { storedVolumeOf } from '../../../shared/formats/described-volume.ts'
import { FORMATS } from '../../../shared/formats/format-list.ts'
import type { SegmentProperties } from '../../../shared/formats/segment-properties.ts'
import type { PropertiesFile } from '../../../shared/formats/volume-format.ts'
import { type Problem, ProblemError, problemOf, type Result, unwrap } from '../../../shared/problem.ts'
import type { OpeningServices } from '../datasets/opening/read-description.ts'
import type { LiveView } from '../view/live-view.ts'
import type { Layer } from '../view/view-state.ts'

/** Bytes of a file of properties: names and tags of some 10^6 segments. It is read as one. */
const MAX_FILE_BYTES = 128 * 2 ** 20

/** What is said of the segments of a layer, or why that could not be read. */
export type LayerProperties =
  | { readonly kind: 'read'; readonly properties: SegmentProperties }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** By layer id. A layer of which nothing is said, or which is still being read, is not there. */
export type PropertiesState = Readonly<Record<string, LayerProperties>>

export function createLiveProperties() {
  return createStore<PropertiesState>()(() => ({}))
}

export type LiveProperties = ReturnType<typeof createLiveProperties>

interface PropertiesParts {
  readonly view: LiveView
  readonly read: OpeningServices['read']
  readonly properties: LiveProperties
}

/** Reads the properties of each dataset's segments once it is open. A failure costs the properties alone. */
export function startProperties({ view, read, properties }: PropertiesParts): void {
  let aborter = new AbortController()
  view.subscribe(({ dataset }, before) => {
    const layers = dataset?.layers ?? []
    const isSame = (layer: Layer, i: number) => layer.sourceId === before.dataset?.layers[i]?.sourceId
    if (layers.length === before.dataset?.layers.length && layers.every(isSame)) return
    aborter.abort()
    const mine = new AbortController()
    aborter = mine
    properties.setState({}, true)
    for (const layer of layers) {
      void propertiesOf(layer, read, mine.signal).then((found) => {
        if (found !== undefined && !mine.signal.aborted) properties.setState({ [layer.id]: found })
      })
    }
  })
}

/** Undefined where nothing is said. */
async function propertiesOf(
  layer: Layer,
  read: OpeningServices['read'],
  signal: AbortSignal,
): Promise<LayerProperties | undefined> {
  const stored = storedVolumeOf(layer.described, FORMATS)
  const file = stored.ok ? stored.value.properties : undefined
  if (file === undefined) return undefined
  try {
    return { kind: 'read', properties: await readFile(layer, unwrap(file), read, signal) }
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    return { kind: 'failed', problem }
  }
}

async function readFile(
  { sourceId, location }: Layer,
  { key, parse }: PropertiesFile,
  read: OpeningServices['read'],
  signal: AbortSignal,
): Promise<SegmentProperties> {
  const file = `${location}/${key}`
  const bytes = await read(sourceId, key, signal)
  if (bytes === undefined) throw new ProblemError({ kind: 'not-found', message: `There is no file ${file}`, file })
  if (bytes.length > MAX_FILE_BYTES) {
    const message = `${file} is larger than ${MAX_FILE_BYTES / 2 ** 20} MiB`
    throw new ProblemError({ kind: 'too-large', message, file })
  }
  return unwrap(parse(unwrap(jsonOf(bytes, file))))
}

function jsonOf(bytes: Uint8Array, file: string): Result<unknown> {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? cause.message : 'it is not UTF-8 text'
    return { ok: false, problem: { kind: 'bad-description', message: `${file} is not JSON: ${reason}`, file } }
  }
}
