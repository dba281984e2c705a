import type { AgglomerationSource } from '../../../shared/agglomeration/agglomeration-source.ts'
import type { EdgeRow } from '../../../shared/agglomeration/edge-rows.ts'
import { memoryAgglomeration } from '../../../shared/agglomeration/testing/memory-agglomeration.ts'
import { assert } from '../../../shared/assert.ts'
import type { ByteClient } from '../../../shared/bytes/byte-client.ts'
import type { DoubtModel } from '../../../shared/doubts/model/doubt-model.ts'
import type { TimeWords } from '../../../shared/words/edit-words.ts'
import { plainWords } from '../../../shared/words/ids-in-words.ts'
import { createEditService } from '../edit-service.ts'
import type { EditToGl, GlToEdit } from '../gl-link.ts'
import type { LocalRecords } from '../local-records.ts'
import type { Act, CutPreview, EditDataset, FromEdit, LogState, Point, ToEdit, ToolPoints } from '../messages.ts'
import { openLog } from '../own-log/open-log.ts'
import type { TransportClient } from '../team/transport-client.ts'
import { type CommittedDisk, openMemoryCommitted } from './committed-database-memory.ts'
import { openMemoryRecords } from './local-records-memory.ts'
import { type Faults, type FaultyDisk, startOn } from './log-faults.ts'

/** For tests: what outlives a start of the app. */
export interface Machine {
  readonly disk: FaultyDisk
  readonly records: LocalRecords
  /** The logs of central stores. */
  readonly committed: CommittedDisk
  readonly source: AgglomerationSource
  readonly files: ReadonlyMap<string, string>
  dataset: EditDataset
  /** Part of the random words that the machine draws. */
  readonly name: string
  /** Starts so far. */
  starts: number
  /** The app's own model of doubts. */
  doubtModel: DoubtModel | undefined
}

const TOY_THRESHOLD = 0.5

let machines = 0

/** `1-2 0.9` is an edge; those under 0.5 are doubts. */
export function toyEdges(text: string): EdgeRow[] {
  return text.split(',').map((edge) => {
    const [, a, b, affinity] = /^\s*(\d+)-(\d+) ([\d.]+)\s*$/.exec(edge) ?? []
    assert(a !== undefined && b !== undefined, `toy edge ${edge}`)
    return { a: BigInt(a), b: BigInt(b), affinity: Number(affinity), area: 10, position: [Number(a), Number(b), 0] }
  })
}

export function machineOf(
  edges: readonly EdgeRow[],
  threshold = TOY_THRESHOLD,
  files = new Map<string, string>(),
): Machine {
  const facts: { neurons?: string; truth?: string; planted?: string; scores?: string; doubtModel?: string } =
    Object.fromEntries(Array.from(files.keys(), (name) => [name.replace(/\..*$/, ''), name]))
  return {
    disk: { rows: [], file: undefined, aside: [] },
    records: openMemoryRecords(),
    committed: { logs: new Map(), full: undefined },
    source: memoryAgglomeration(edges, threshold, [1, 1, 1]),
    files,
    dataset: {
      id: 'toy',
      author: 'ann',
      agglomeration: { kind: 'identity' },
      facts: { ...facts, sourceId: 's' },
      voxelSize: [1, 1, 1],
    },
    name: `m${++machines}`,
    starts: 0,
    doubtModel: undefined,
  }
}

type Answer<K extends FromEdit['kind']> = Extract<FromEdit, { readonly kind: K }>

/** The cut of some seeds, and why there is none. */
export type SeedsPreview = CutPreview & { readonly refusal: string | undefined }

/** The app as a person and the gl worker use it, from one start to its end. */
export interface App {
  ask<K extends FromEdit['kind']>(kind: K, message: (id: number) => ToEdit): Promise<Answer<K>>
  act(act: Act, confirmed?: boolean): Promise<FromEdit>
  merge(a: number | bigint, b: number | bigint, confirmed?: boolean): Promise<FromEdit>
  split(
    sources: readonly (number | bigint)[],
    sinks: readonly (number | bigint)[],
    confirmed?: boolean,
  ): Promise<FromEdit>
  seeds(sources: readonly (number | bigint)[], sinks: readonly (number | bigint)[]): Promise<SeedsPreview>
  preview(points: ToolPoints): Promise<Answer<'previewed'>>
  /** The segments of supervoxels, as text: "1 1 4". */
  segments(...supervoxels: readonly number[]): Promise<string>
  gl(message: GlToEdit): Promise<void>
  readonly toGl: EditToGl[]
  readonly posted: FromEdit[]
  /** Bugs. */
  readonly reported: readonly unknown[]
  log(): LogState
  say(message: ToEdit): void
  /** The newest message of a kind. */
  told<K extends FromEdit['kind']>(kind: K): Answer<K> | undefined
  close(): void
}

/** The start of the app in which something was made: a start takes a second. */
export const timeWords: TimeWords = (ms) => `t${Math.floor(ms / 1000)}`

export function pointOf(supervoxel: number | bigint): Point {
  return { supervoxel: BigInt(supervoxel), position: [Number(supervoxel), 0, 0] }
}

export async function startApp(
  machine: Machine,
  author = machine.dataset.author,
  faults: Faults = { at: new Map() },
  transport?: TransportClient,
): Promise<App> {
  const start = ++machine.starts
  let words = 0
  let ms = 0
  const posted: FromEdit[] = []
  const toGl: EditToGl[] = []
  const reported: unknown[] = []
  const bytes: ByteClient = {
    get: async (_source, key) => {
      const text = machine.files.get(key)
      return text === undefined ? undefined : { data: new TextEncoder().encode(text), transferred: 0 }
    },
  }
  const now = () => ms++
  const randomWord = () => `${machine.name}-${start}-${++words}`
  const session = createEditService({
    bytes,
    openAgglomeration: async () => machine.source,
    openLog: (dataset) => openLog({ dataset, now, ...startOn(machine.disk, faults) }),
    openCommitted: () => openMemoryCommitted(machine.committed),
    transport,
    records: machine.records,
    doubtModel: machine.doubtModel,
    clientOf: (signedIn) => machine.records.clientId(randomWord, signedIn),
    random: () => 0.5,
    later: (ms, call) => {
      const timer = setTimeout(call, ms)
      return () => clearTimeout(timer)
    },
    post: (message) => void posted.push(unmarked(structuredClone(message))),
    sendToGl: (message) => void toGl.push(message),
    now,
    wallClock: () => 1000 * start + ms,
    randomWord,
    pause: async () => {},
    report: (error) => void reported.push(error),
  })
  let nextId = 1
  const ask = async (message: (id: number) => ToEdit): Promise<FromEdit> => {
    const id = nextId++
    session.fromPage(message(id))
    await session.idle()
    const answer = posted.find((one) => 'id' in one && one.id === id)
    assert(answer !== undefined, `question ${id} is answered`)
    return answer
  }
  const asked = async <K extends FromEdit['kind']>(kind: K, message: (id: number) => ToEdit): Promise<Answer<K>> => {
    const answer = await ask(message)
    const isKind = (one: FromEdit): one is Answer<K> => one.kind === kind
    assert(
      isKind(answer),
      `answered ${JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`,
    )
    return answer
  }
  const act = (one: Act, confirmed = true) => ask((id) => ({ kind: 'act', id, act: one, confirmed }))
  const preview = (points: ToolPoints) => asked('previewed', (id) => ({ kind: 'preview', id, points }))
  const seeds = (sources: readonly (number | bigint)[], sinks: readonly (number | bigint)[]) =>
    preview({ kind: 'split', sources: sources.map(pointOf), sinks: sinks.map(pointOf) }).then(({ refusal, cut }) => {
      assert(cut !== undefined, 'the preview of seeds tells of the cut')
      return { ...cut, refusal }
    })
  await asked('opened', (id) => ({ kind: 'open', id, dataset: { ...machine.dataset, author } }))
  return {
    ask: asked,
    act,
    merge: (a, b, confirmed) => act({ kind: 'merge', a: pointOf(a), b: pointOf(b) }, confirmed),
    async split(sources, sinks, confirmed) {
      await seeds(sources, sinks)
      return act({ kind: 'split' }, confirmed)
    },
    seeds,
    preview,
    async segments(...supervoxels) {
      const { segments } = await asked('described', (id) => ({
        kind: 'describe',
        id,
        supervoxels: supervoxels.map(BigInt),
      }))
      return segments.map(({ segment }) => segment).join(' ')
    },
    async gl(message) {
      session.fromGl(message)
      await session.idle()
    },
    close: () => session.fromPage({ kind: 'close' }),
    say: (message) => session.fromPage(message),
    told<K extends FromEdit['kind']>(kind: K) {
      const isKind = (one: FromEdit): one is Answer<K> => one.kind === kind
      return [...posted].reverse().find(isKind)
    },
    toGl,
    posted,
    reported,
    log() {
      const last = [...posted].reverse().find((one) => one.kind === 'log' || one.kind === 'opened')
      assert(last?.kind === 'log' || last?.kind === 'opened', 'the state of the log was told')
      return last.log
    },
  }
}

/** Five base segments, and two doubts between them. */
export const TOY_EDGES = toyEdges(
  '1-2 0.9, 2-3 0.8, 3-4 0.9, 5-6 0.9, 6-7 0.9, 8-9 0.9, 4-5 0.3, 7-8 0.4, 10-11 0.9, 10-12 0.9, 11-13 0.9, 12-13 0.9',
)

/** The reply to an act that was made. */
export async function madeEdit(answer: ReturnType<App['act']>) {
  const said = await answer
  if (said.kind !== 'made') throw new Error(`not made: ${said.kind} ${'sentence' in said ? said.sentence : ''}`)
  return said
}

/** Takes the marks of ids out of all sentences of a message, so that tests compare what a person reads. */
function unmarked<T>(message: T): T {
  if (typeof message !== 'object' || message === null) return message
  for (const key of Object.keys(message)) {
    const value: unknown = Reflect.get(message, key)
    if (typeof value === 'string') Reflect.set(message, key, plainWords(value))
    else unmarked(value)
  }
  return message
}
