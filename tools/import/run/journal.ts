import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { isRecord, parseJson } from '../../../shared/json-field.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { type ImportPlan, WORK_FOLDER } from '../plan/import-plan.ts'
import { type DurableFiles, syncFolder } from './durable-files.ts'

/**
 * Says which tasks of an import are done, one JSON line each: `{"plan": <SHA-256>, "settings": ...}` first, then
 * `{"done": "label-block/3"}`. A line is written after the files of its task are durable. A line that was cut off is as if
 * it had never been written.
 */
export interface Journal {
  readonly done: ReadonlySet<string>
  /** Resolves when the line is durable. */
  add(task: string): Promise<void>
  close(): Promise<void>
}

const JOURNAL_FILE = 'journal.jsonl'

export const journalFile = (out: string): string => join(out, WORK_FOLDER, JOURNAL_FILE)

/** Rises with every change of what an import writes: an unfinished one of another version is not gone on with. */
const IMPORT_VERSION = 1

/** Opens the journal of a plan, or begins one. Rejects with a `ProblemError` if it is that of another plan. */
export async function openJournal(plan: ImportPlan, files: DurableFiles): Promise<Journal> {
  const folder = join(plan.out, WORK_FOLDER)
  const file = journalFile(plan.out)
  await mkdir(folder, { recursive: true })
  const mark = markOf(plan)
  const kept = readLines(await textOf(file))
  if (kept.mark !== undefined && kept.mark !== mark) {
    const message = `${plan.out} holds an unfinished import with other inputs or settings. Run that one again, or remove ${folder}`
    throw new ProblemError({ kind: 'bad-description', message, file })
  }
  const handle = await open(file, 'a')
  if (kept.mark === undefined) {
    await truncate(file, 0)
    await append(handle, { plan: mark, version: IMPORT_VERSION }, files)
    await syncFolder(folder)
  } else await truncate(file, kept.bytes)
  const done = new Set(kept.done)
  let last: Promise<void> = Promise.resolve()
  return {
    done,
    add(task) {
      last = last.then(() => append(handle, { done: task }, files))
      return last
    },
    async close() {
      await last.catch(() => undefined)
      await handle.close()
    },
  }
}

/** Stands for the inputs and settings of a plan. Where its dataset lies and what it is called do not belong to them. */
export function markOf({ name: _name, ...plan }: ImportPlan): string {
  const text = JSON.stringify([IMPORT_VERSION, plan], (key, value) =>
    key === 'out' || key === 'folder' ? undefined : value,
  )
  return createHash('sha256').update(text).digest('hex')
}

async function append(handle: FileHandle, line: unknown, files: DurableFiles): Promise<void> {
  await handle.appendFile(`${JSON.stringify(line)}\n`)
  await files.sync(handle)
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** The lines up to the first one that is no line of a journal, and how many bytes they have. */
export function readLines(text: string): { mark: string | undefined; done: readonly string[]; bytes: number } {
  const done: string[] = []
  let mark: string | undefined
  let bytes = 0
  for (let at = 0; ; ) {
    const end = text.indexOf('\n', at)
    if (end < 0) break
    const line = parseJson(text.slice(at, end))
    if (!isRecord(line)) break
    if (mark === undefined) {
      if (typeof line['plan'] !== 'string') break
      mark = line['plan']
    } else if (typeof line['done'] === 'string') done.push(line['done'])
    else break
    bytes += Buffer.byteLength(text.slice(at, end + 1))
    at = end + 1
  }
  return { mark, done, bytes }
}
