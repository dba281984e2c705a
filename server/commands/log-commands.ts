import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { COMMITTED_EDITS_MAX } from '../../shared/contracts/store-protocol.ts'
import { formatEdit } from '../../shared/edits/edit-json.ts'
import type { AdmittedEdit } from '../../shared/sync/admission/admit.ts'
import { addDataset, datasetNumber } from '../accounts/accounts.ts'
import { datasetKey } from '../accounts/names.ts'
import { BadArguments } from '../arguments.ts'
import { NOTIFY, type Query, type Sql, textIn, wholeIn } from '../database/sql.ts'
import { createOrderCheck } from '../storage/check-order.ts'
import { BadLine, checkEdit, formatLogLine, parseLogLine } from '../storage/log-lines.ts'
import { createSqlStorage, insertEdits } from '../storage/sql-storage.ts'
import { formatNotice } from '../sync/notices.ts'

/** The name of this process in notices. It serves no connections. */
const PROCESS = 'command'

type Print = (line: string) => void

/** Prints the log as it is now, one line of JSON for each edit. */
export async function exportLog(sql: Sql, dataset: string, print: Print): Promise<void> {
  const storage = createSqlStorage(sql, PROCESS)
  const head = await headOf(sql, dataset)
  for (let from = 1; from <= head; ) {
    const entries = await storage.read(dataset, from, Math.min(COMMITTED_EDITS_MAX, head - from + 1))
    if (entries.length === 0) throw new Error(`The log ends at ${from - 1}, and not at ${head}`)
    for (const [i, entry] of entries.entries()) print(formatLogLine(from + i, entry))
    from += entries.length
  }
}

/** Imports an exported log, all of it or nothing, into a dataset that is new or has no edits. Returns its length. */
export async function importLog(sql: Sql, dataset: string, file: string): Promise<number> {
  return sql.transaction(async (query) => {
    await addDataset(query, dataset, 'given')
    const [row] = await query('select id, head from datasets where key = $1 for update', [datasetKey(dataset)])
    if (wholeIn(row, 'head') > 0)
      throw new BadArguments(`${dataset} has edits already: a log is imported into an empty dataset`)
    const id = wholeIn(row, 'id')
    const head = await insertLines(query, id, dataset, file)
    if (head === 0) return 0
    await query('update datasets set head = $2 where id = $1', [id, head])
    await query(NOTIFY, [formatNotice({ kind: 'head', process: PROCESS, dataset: id, head })])
    return head
  })
}

async function insertLines(query: Query, id: number, dataset: string, file: string): Promise<number> {
  const order = createOrderCheck()
  let number = 0
  let page: AdmittedEdit[] = []
  const flush = async () => {
    if (page.length > 0) await insertEdits(query, id, number - page.length + 1, page)
    page = []
  }
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    try {
      const { seq, entry } = parseLogLine(line, dataset)
      const why = order.next(seq, entry.edit.id, entry.by)
      if (why !== undefined) throw new BadLine(why)
      page.push(entry)
    } catch (error) {
      if (error instanceof BadLine) throw new BadArguments(`${file}, line ${number}: ${error.message}`)
      throw error
    }
    if (page.length >= COMMITTED_EDITS_MAX) await flush()
  }
  await flush()
  return number
}

/**
 * Reads the whole log and checks that the store can have written it. Throws `BadArguments` at the first wrong place.
 */
export async function verifyLog(sql: Sql, dataset: string): Promise<number> {
  const head = await headOf(sql, dataset)
  const id = await datasetNumber(sql.query, dataset)
  const order = createOrderCheck()
  let seen = 0
  for (;;) {
    const rows = await sql.query(
      `select seq, client, session, counter, by_user, characters, edit from edits
        where dataset = $1 and seq > $2 and seq <= $2::bigint + ${VERIFIED_AT_ONCE} order by seq`,
      [id, seen],
    )
    if (rows.length === 0) break
    for (const row of rows) {
      seen++
      const text = textIn(row, 'edit')
      const why = faultIn(text, dataset, (edit) => {
        const { client, session, counter } = edit.id
        const isSame = client === row['client'] && session === row['session'] && counter === wholeIn(row, 'counter')
        if (!isSame) return 'its columns name another edit'
        if (text.length !== wholeIn(row, 'characters')) return 'its length is not the one that was noted'
        return order.next(wholeIn(row, 'seq'), edit.id, textIn(row, 'by_user'))
      })
      if (why !== undefined) throw new BadArguments(`The log of ${dataset} is damaged at ${seen}: ${why}`)
    }
  }
  const [row] = await sql.query('select count(*) as edits from edits where dataset = $1', [id])
  const edits = wholeIn(row, 'edits')
  if (edits !== seen || seen < head)
    throw new BadArguments(`The log of ${dataset} has ${edits} edits, ${seen} in order, where ${head} were committed`)
  return seen
}

/** This many rows are read at once. They are few, because an edit may have millions of characters. */
const VERIFIED_AT_ONCE = 100

function faultIn(
  text: string,
  dataset: string,
  look: (edit: AdmittedEdit['edit']) => string | undefined,
): string | undefined {
  try {
    const edit = checkEdit(JSON.parse(text), dataset)
    if (JSON.stringify(formatEdit(edit)) !== text) return 'it is not written as the store writes edits'
    return look(edit)
  } catch (error) {
    if (error instanceof SyntaxError) return 'it is no JSON'
    if (error instanceof BadLine) return error.message
    throw error
  }
}

async function headOf(sql: Sql, dataset: string): Promise<number> {
  const head = await createSqlStorage(sql, PROCESS).head(dataset)
  if (head === undefined) throw new BadArguments(`There is no dataset ${dataset}`)
  return head
}
