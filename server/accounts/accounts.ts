import { ROLES, type Role } from '../../shared/contracts/store-protocol.ts'
import { NOTIFY, type Query, type Sql, textIn, textOrNone, wholeIn } from '../database/sql.ts'
import { formatNotice } from '../sync/notices.ts'
import { checkName, datasetKey, type Named, newName } from './names.ts'
import { hashToken, makeToken } from './tokens.ts'

/** The user to whom a token belongs. */
export interface SignedIn {
  readonly user: string
  readonly tokenHash: string
  /** In ms since 1970; undefined if the token does not expire. */
  readonly expiresAtMs: number | undefined
}

export interface Access {
  /** The number of the dataset. Notices name datasets by their numbers, which are short. */
  readonly dataset: number
  readonly role: Role
}

/** Undefined for a token that never existed, one that has expired and one that was revoked. */
export async function findToken(sql: Sql, token: string): Promise<SignedIn | undefined> {
  const tokenHash = hashToken(token)
  const [row] = await sql.query(
    `select user_name, (extract(epoch from expires_at) * 1000)::bigint as expires_at_ms from tokens
      where hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
    [tokenHash],
  )
  if (row === undefined) return undefined
  const expiresAtMs = row['expires_at_ms'] === null ? undefined : wholeIn(row, 'expires_at_ms')
  return { user: textIn(row, 'user_name'), tokenHash, expiresAtMs }
}

/** Undefined if there is no such dataset, if the user has no role in it, or if the token is no longer valid. */
export async function findAccess(sql: Sql, who: SignedIn, dataset: string): Promise<Access | undefined> {
  const [row] = await sql.query(
    `select datasets.id, roles.role from datasets
      join roles on roles.dataset = datasets.id and roles.user_name = $2
      join tokens on tokens.hash = $3 and tokens.user_name = $2
      where datasets.key = $1 and tokens.revoked_at is null and (tokens.expires_at is null or tokens.expires_at > now())`,
    [datasetKey(dataset), who.user, who.tokenHash],
  )
  return row === undefined ? undefined : { dataset: wholeIn(row, 'id'), role: roleIn(textIn(row, 'role')) }
}

export async function datasetsOf(
  sql: Sql,
  user: string,
): Promise<readonly { readonly name: string; readonly role: Role }[]> {
  const rows = await sql.query(
    `select datasets.name, roles.role from roles join datasets on datasets.id = roles.dataset
      where roles.user_name = $1 order by datasets.name`,
    [user],
  )
  return rows.map((row) => ({ name: textIn(row, 'name'), role: roleIn(textIn(row, 'role')) }))
}

export function roleIn(text: string): Role {
  const role = ROLES.find((one) => one === text)
  if (role === undefined) throw new Error('The database holds a role that this version does not know')
  return role
}

/**
 * Where a name comes from. `chosen`: a person chose it for a team, so that it must look unlike all others (see `newName`).
 * `given`: nobody chose it now (the system's user, a folder on this machine, a log from another store).
 */
type Origin = 'chosen' | 'given'

/** Whether it is new. Throws `BadName`. */
export async function addUser(query: Query, text: string, origin: Origin = 'chosen'): Promise<boolean> {
  if ((await findUser(query, text)) !== undefined) return false
  const name = await checkedName(query, 'user', text, origin)
  const rows = await query('insert into users (name) values ($1) on conflict do nothing returning name', [name])
  return rows.length > 0
}

/** Whether it is new. Throws `BadName`. */
export async function addDataset(query: Query, text: string, origin: Origin = 'chosen'): Promise<boolean> {
  if ((await datasetNumber(query, text)) !== undefined) return false
  const name = await checkedName(query, 'dataset', text, origin)
  const values = [datasetKey(name), name]
  const added = 'insert into datasets (key, name) values ($1, $2) on conflict do nothing returning id'
  return (await query(added, values)).length > 0
}

async function checkedName(query: Query, named: Named, text: string, origin: Origin): Promise<string> {
  checkName(named, text)
  if (origin === 'given') return text
  const rows = await query(`select name from ${named === 'user' ? 'users' : 'datasets'}`)
  return newName(
    named,
    text,
    rows.map((row) => textIn(row, 'name')),
  )
}

export async function datasetNumber(query: Query, name: string): Promise<number | undefined> {
  const [row] = await query('select id from datasets where key = $1', [datasetKey(name)])
  return row === undefined ? undefined : wholeIn(row, 'id')
}

/** The name under which a user is kept. `text` is that name letter by letter, or in another form of Unicode. */
export async function findUser(query: Query, text: string): Promise<string | undefined> {
  // A text that no database can hold is nobody's name.
  if (/\0|\p{Cs}/u.test(text)) return undefined
  const names = [text, text.normalize('NFKC')]
  const rows = await query('select name from users where name = any($1::text[])', [names])
  const found = rows.map((row) => textIn(row, 'name'))
  return names.find((name) => found.includes(name))
}

/** Undefined takes the role away. Connections of the user learn of it. */
export async function setRole(query: Query, dataset: number, user: string, role: Role | undefined): Promise<void> {
  if (role === undefined) {
    await query('delete from roles where dataset = $1 and user_name = $2', [dataset, user])
  } else {
    await query(
      `insert into roles (dataset, user_name, role) values ($1, $2, $3)
        on conflict (dataset, user_name) do update set role = excluded.role`,
      [dataset, user, role],
    )
  }
  await query(NOTIFY, [formatNotice({ kind: 'role', dataset, user, role })])
}

/** Returns the token. It is not stored, so nobody can see it again. */
export async function createToken(
  query: Query,
  user: string,
  label: string,
  expiresAtMs: number | undefined,
): Promise<string> {
  const token = makeToken()
  await query(
    `insert into tokens (hash, user_name, label, expires_at)
      values ($1, $2, $3, to_timestamp($4::double precision / 1000))`,
    [hashToken(token), user, label, expiresAtMs ?? null],
  )
  return token
}

/** A token in a list. */
export interface TokenLine {
  /** The first characters of its hash, which do not disclose the token. */
  readonly id: string
  readonly user: string
  readonly label: string
  readonly state: string
}

/** People name a token by this many hexadecimal digits of its hash. */
const TOKEN_ID_CHARACTERS = 12

export async function listTokens(query: Query): Promise<readonly TokenLine[]> {
  const rows = await query(
    `select left(hash, ${TOKEN_ID_CHARACTERS}) as id, user_name, label,
        case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' else 'valid' end as state
      from tokens order by user_name, made_at`,
  )
  return rows.map((row) => ({
    id: textIn(row, 'id'),
    user: textIn(row, 'user_name'),
    label: textOrNone(row, 'label') ?? '',
    state: textIn(row, 'state'),
  }))
}

/**
 * Revokes tokens by the id that `listTokens` shows, or by label and user, and ends their connections. Returns how many.
 */
export async function revokeTokens(
  query: Query,
  which: { readonly id: string } | { readonly user: string; readonly label: string },
): Promise<number> {
  const condition = 'id' in which ? `left(hash, ${TOKEN_ID_CHARACTERS}) = $1` : 'user_name = $1 and label = $2'
  const values = 'id' in which ? [which.id] : [which.user, which.label]
  const rows = await query(
    `update tokens set revoked_at = now() where ${condition} and revoked_at is null returning hash`,
    values,
  )
  for (const row of rows) await query(NOTIFY, [formatNotice({ kind: 'revoked', tokenHash: textIn(row, 'hash') })])
  return rows.length
}

/** Sets the base agglomeration of a dataset, which snapshots need: the folder of the agglomeration, or 'identity'. */
export async function setBase(query: Query, dataset: number, base: string): Promise<void> {
  await query('update datasets set base = $2 where id = $1', [dataset, base])
}
