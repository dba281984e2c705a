import type { Role } from '../../shared/contracts/store-protocol.ts'
import { type EditId, type EditKey, editKey } from '../../shared/edits/edit.ts'
import { type AdmissionFacts, factsNeeded, idsKnown, sessionName } from '../../shared/sync/admission/admission-facts.ts'
import type { Push } from '../../shared/sync/admission/edit-storage.ts'
import { roleIn } from '../accounts/accounts.ts'
import { type Query, type Row, textIn, wholeIn } from '../database/sql.ts'

/** Looks up the facts that admission needs, in one statement for each kind of fact. It locks the row of the dataset. */
export async function readFacts(query: Query, dataset: number, pushes: readonly Push[]): Promise<AdmissionFacts> {
  const { sessions, clients, users, names, targets } = factsNeeded(pushes)
  const highest = await highestOf(query, dataset, sessions)
  return {
    highest,
    owners: await ownersOf(query, dataset, clients),
    roles: await rolesOf(query, dataset, users),
    names: await namesOf(query, names),
    broughtBy: await byKey(query, dataset, targets, 'by_user'),
    known: await byKey(query, dataset, idsKnown(pushes, highest), 'edit'),
  }
}

type SessionNames = readonly { readonly client: string; readonly session: string }[]

async function highestOf(query: Query, dataset: number, sessions: SessionNames): Promise<Map<string, number>> {
  const rows = await query(
    `select asked.client, asked.session, (
        select max(edits.counter) from edits
          where edits.dataset = $1 and edits.client = asked.client and edits.session = asked.session
      ) as highest
      from unnest($2::text[], $3::text[]) as asked (client, session)`,
    [dataset, sessions.map(({ client }) => client), sessions.map(({ session }) => session)],
  )
  const found = rows.filter((row) => row['highest'] !== null)
  return new Map(found.map((row) => [sessionName(sessionIn(row)), wholeIn(row, 'highest')]))
}

async function ownersOf(query: Query, dataset: number, clients: readonly string[]): Promise<Map<string, string>> {
  const rows = await query(
    `select asked.client, (
        select edits.by_user from edits where edits.dataset = $1 and edits.client = asked.client
          order by edits.session, edits.counter limit 1
      ) as owner
      from unnest($2::text[]) as asked (client)`,
    [dataset, clients],
  )
  const found = rows.filter((row) => row['owner'] !== null)
  return new Map(found.map((row) => [textIn(row, 'client'), textIn(row, 'owner')]))
}

async function rolesOf(query: Query, dataset: number, users: readonly string[]): Promise<Map<string, Role>> {
  const asked = 'select user_name, role from roles where dataset = $1 and user_name = any($2::text[])'
  const rows = await query(asked, [dataset, users])
  return new Map(rows.map((row) => [textIn(row, 'user_name'), roleIn(textIn(row, 'role'))]))
}

/** The names of users among these. A name that PostgreSQL cannot hold is nobody's. */
async function namesOf(query: Query, names: readonly string[]): Promise<Set<string>> {
  const possible = names.filter((name) => !name.includes('\0') && name.isWellFormed())
  if (possible.length === 0) return new Set()
  const rows = await query('select name from users where name = any($1::text[])', [possible])
  return new Set(rows.map((row) => textIn(row, 'name')))
}

async function byKey(
  query: Query,
  dataset: number,
  ids: readonly EditId[],
  column: 'by_user' | 'edit',
): Promise<Map<EditKey, string>> {
  if (ids.length === 0) return new Map()
  const rows = await query(
    `select edits.client, edits.session, edits.counter, edits.${column}
      from unnest($2::text[], $3::text[], $4::bigint[]) as asked (client, session, counter)
      join edits on edits.dataset = $1 and edits.client = asked.client and edits.session = asked.session
        and edits.counter = asked.counter`,
    [
      dataset,
      ids.map(({ client }) => client),
      ids.map(({ session }) => session),
      ids.map(({ counter }) => String(counter)),
    ],
  )
  return new Map(
    rows.map((row) => [editKey({ ...sessionIn(row), counter: wholeIn(row, 'counter') }), textIn(row, column)]),
  )
}

function sessionIn(row: Row): { readonly client: string; readonly session: string } {
  return { client: textIn(row, 'client'), session: textIn(row, 'session') }
}
