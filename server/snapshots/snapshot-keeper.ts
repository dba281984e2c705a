import type { EditStorage } from '../../shared/sync/admission/edit-storage.ts'
import { type Sql, textIn, wholeIn } from '../database/sql.ts'
import { readSnapshot, writeSnapshot } from '../storage/snapshots.ts'
import { makeSnapshot } from './make-snapshot.ts'

export interface SnapshotKeeperParts {
  readonly sql: Sql
  readonly storage: Pick<EditStorage, 'read'>
  /** A new snapshot is made when this many edits came after the last one. */
  readonly everyEdits: number
  /** Ms between two checks. */
  readonly lookEveryMs: number
  /** The file of the thread that makes a snapshot. */
  readonly worker: string | URL
  onMade(dataset: string, seq: number, bytes: number): void
  onFailure(dataset: string, error: unknown): void
}

/**
 * Makes snapshots of the datasets whose base is known, one at a time, in the background. Returns a function that ends
 * it.
 */
export function keepSnapshots(parts: SnapshotKeeperParts): () => Promise<void> {
  const stopping = new AbortController()
  /** The head of a dataset when its base could not be folded. The next try comes after `everyEdits` more edits. */
  const failedAt = new Map<number, number>()
  let timer: NodeJS.Timeout | undefined
  let looking = Promise.resolve()

  const schedule = (): void => {
    timer = setTimeout(() => {
      looking = look().then(() => {
        if (!stopping.signal.aborted) schedule()
      })
    }, parts.lookEveryMs)
  }

  async function look(): Promise<void> {
    const due = await datasetsDue(parts).catch(() => [])
    for (const { id, name, base, head } of due) {
      if (stopping.signal.aborted) return
      if (head - (failedAt.get(id) ?? Number.NEGATIVE_INFINITY) < parts.everyEdits) continue
      try {
        const before = await readSnapshot(parts.sql, id)
        const read = (from: number, take: number) => parts.storage.read(name, from, take)
        const made = await makeSnapshot(parts.worker, { base, gzip: before?.gzip }, read, stopping.signal)
        await writeSnapshot(parts.sql, id, made)
        failedAt.delete(id)
        parts.onMade(name, made.seq, made.gzip.byteLength)
      } catch (error) {
        if (stopping.signal.aborted) return
        failedAt.set(id, head)
        parts.onFailure(name, error)
      }
    }
  }

  schedule()
  return async () => {
    stopping.abort()
    clearTimeout(timer)
    await looking
  }
}

interface Due {
  readonly id: number
  readonly name: string
  readonly base: string
  readonly head: number
}

async function datasetsDue({ sql, everyEdits }: SnapshotKeeperParts): Promise<readonly Due[]> {
  const rows = await sql.query(
    `select datasets.id, datasets.name, datasets.base, datasets.head from datasets
      left join snapshots on snapshots.dataset = datasets.id
      where datasets.base is not null and datasets.head - coalesce(snapshots.seq, 0) >= $1
      order by datasets.head - coalesce(snapshots.seq, 0) desc`,
    [everyEdits],
  )
  return rows.map((row) => ({
    id: wholeIn(row, 'id'),
    name: textIn(row, 'name'),
    base: textIn(row, 'base'),
    head: wholeIn(row, 'head'),
  }))
}
