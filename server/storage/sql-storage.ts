import { COMMITTED_CHARACTERS_MAX, type StoredEdit } from '../../shared/contracts/store-protocol.ts'
import { type AdmittedEdit, admit } from '../../shared/sync/admission/admit.ts'
import type { CommitResult, EditStorage } from '../../shared/sync/admission/edit-storage.ts'
import { datasetKey } from '../accounts/names.ts'
import { NOTIFY, type Query, type Row, type Sql, textIn, textOrNone, wholeIn } from '../database/sql.ts'
import { formatNotice } from '../sync/notices.ts'
import { readFacts } from './admission-queries.ts'

/** The most characters of edits in one reply, apart from its first edit. An edit may have 12 million characters. */
const READ_CHARACTERS_MAX = 4_000_000

export interface SqlStorage extends EditStorage {
  /** The last edits before the seq `before`, at most `take`. `from` is the seq of the first of them. */
  readBefore(
    dataset: string,
    before: number,
    take: number,
  ): Promise<{ readonly from: number; readonly entries: readonly StoredEdit[] }>
}

/** The logs in the database. `process` names this process in the notices of its commits. */
export function createSqlStorage(sql: Sql, process: string): SqlStorage {
  return {
    async head(dataset) {
      const [row] = await sql.query('select head from datasets where key = $1', [datasetKey(dataset)])
      return row === undefined ? undefined : wholeIn(row, 'head')
    },
    commit: (dataset, pushes) =>
      sql.transaction(async (query): Promise<CommitResult> => {
        const [row] = await query('select id, head from datasets where key = $1 for update', [datasetKey(dataset)])
        if (row === undefined) throw new Error('There is no such dataset')
        const id = wholeIn(row, 'id')
        const from = wholeIn(row, 'head') + 1
        const { entries, problems } = admit(dataset, pushes, await readFacts(query, id, pushes))
        if (entries.length > 0) {
          const head = from + entries.length - 1
          await insertEdits(query, id, from, entries)
          await query('update datasets set head = $2 where id = $1', [id, head])
          await query(NOTIFY, [formatNotice({ kind: 'head', process, dataset: id, head })])
        }
        return { from, entries: entries.map(withoutEdit), problems }
      }),
    async read(dataset, from, take) {
      const rows = await sql.query(
        page('edits.seq >= $2 and edits.seq < $2::bigint + $3', 'asc', READ_CHARACTERS_MAX),
        [datasetKey(dataset), from, take],
      )
      return rows.map(storedIn)
    },
    async readBefore(dataset, before, take) {
      const rows = await sql.query(
        page(`edits.seq < ${BEFORE} and edits.seq >= ${BEFORE} - $3`, 'desc', COMMITTED_CHARACTERS_MAX),
        [datasetKey(dataset), before, take],
      )
      const last = rows.at(-1)
      return { from: last === undefined ? 1 : wholeIn(last, 'seq'), entries: rows.map(storedIn).reverse() }
    },
  }
}

export async function insertEdits(
  query: Query,
  dataset: number,
  from: number,
  entries: readonly AdmittedEdit[],
): Promise<void> {
  await query(
    `insert into edits (dataset, seq, client, session, counter, by_user, refused, characters, edit)
      select $1, $2::bigint + place - 1, client, session, counter, by_user, refused, characters, edit
        from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::integer[], $9::text[])
          with ordinality as added (client, session, counter, by_user, refused, characters, edit, place)`,
    [
      dataset,
      from,
      entries.map(({ edit }) => edit.id.client),
      entries.map(({ edit }) => edit.id.session),
      entries.map(({ edit }) => String(edit.id.counter)),
      entries.map(({ by }) => by),
      entries.map(({ refused }) => refused ?? null),
      entries.map(({ editJson }) => editJson.length),
      entries.map(({ editJson }) => editJson),
    ],
  )
}

const BEFORE = 'least($2::bigint, (select head + 1 from datasets where key = $1))'

/** Reads the long texts of only those edits that fit. */
function page(condition: string, order: 'asc' | 'desc', charactersMax: number): string {
  return `select seq, by_user, refused, edit from (
      select edits.seq, edits.by_user, edits.refused, edits.edit,
          sum(edits.characters) over (order by edits.seq ${order}) - edits.characters as before
        from edits where edits.dataset = (select id from datasets where key = $1) and ${condition}
        order by edits.seq ${order} limit $3::bigint
    ) as page where before < ${charactersMax} order by seq ${order}`
}

function storedIn(row: Row): StoredEdit {
  const refused = textOrNone(row, 'refused')
  const stored = { editJson: textIn(row, 'edit'), by: textIn(row, 'by_user') }
  return refused === undefined ? stored : { ...stored, refused }
}

function withoutEdit({ edit: _edit, ...stored }: AdmittedEdit): StoredEdit {
  return stored
}
