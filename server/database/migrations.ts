import { type Sql, wholeIn } from './sql.ts'

/**
 * Each entry leads from one version of the tables to the next. Entries that were released are never changed. Every key
 * of a table that grows begins with the dataset, so that a distributed PostgreSQL can spread the tables by datasets.
 */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table users (
      name text collate "C" primary key,
      added_at timestamptz not null default now()
    )`,
    // `hash` is the SHA-256 of the token. The token itself is not stored.
    `create table tokens (
      hash text collate "C" primary key,
      user_name text collate "C" not null references users (name) on delete cascade,
      label text not null,
      made_at timestamptz not null default now(),
      expires_at timestamptz,
      revoked_at timestamptz
    )`,
    'create index tokens_of_user on tokens (user_name)',
    // `key` is the SHA-256 of the name, because a name may be too long for an index.
    `create table datasets (
      id integer generated always as identity primary key,
      key text collate "C" not null unique,
      name text not null,
      head bigint not null default 0,
      base text,
      added_at timestamptz not null default now()
    )`,
    `create table roles (
      dataset integer not null,
      user_name text collate "C" not null references users (name) on delete cascade,
      role text not null,
      primary key (dataset, user_name)
    )`,
    'create index roles_of_user on roles (user_name)',
    // `edit` is the JSON of the edit, letter by letter as it was admitted. `characters` is its length.
    `create table edits (
      dataset integer not null,
      seq bigint not null,
      client text collate "C" not null,
      session text collate "C" not null,
      counter bigint not null,
      by_user text not null,
      refused text,
      characters integer not null,
      edit text not null,
      primary key (dataset, seq),
      unique (dataset, client, session, counter)
    )`,
    `create table snapshots (
      dataset integer primary key,
      seq bigint not null,
      gzip bytea not null,
      made_at timestamptz not null default now()
    )`,
  ],
  [
    // The number of answers that were ever shared: it gives each its place.
    'alter table datasets add column answers bigint not null default 0',
    // `answer` is the JSON of an answer to a doubt; null where it was taken back.
    `create table doubt_answers (
      dataset integer not null,
      place bigint not null,
      by_user text collate "C" not null,
      doubt text collate "C" not null,
      answer text,
      primary key (dataset, by_user, doubt)
    )`,
    'create index doubt_answers_by_place on doubt_answers (dataset, place)',
  ],
]

/** The number of the lock that keeps two processes from migrating at a time. It must be the same in all versions. */
const MIGRATION_LOCK = 7_470_001

/** Brings the tables to this version. Rejects if they are of a newer one. */
export async function migrate(sql: Sql): Promise<void> {
  await sql.transaction(async (query) => {
    await query('select pg_advisory_xact_lock($1::bigint)', [MIGRATION_LOCK])
    await query('create table if not exists skein_version (version integer not null)')
    const [row] = await query('select version from skein_version')
    const version = row === undefined ? 0 : wholeIn(row, 'version')
    if (version > MIGRATIONS.length) {
      throw new Error(`The database is of version ${version}; this Skein knows up to ${MIGRATIONS.length}`)
    }
    if (version === MIGRATIONS.length) return
    for (const statements of MIGRATIONS.slice(version)) for (const statement of statements) await query(statement)
    await query('delete from skein_version')
    await query('insert into skein_version (version) values ($1)', [MIGRATIONS.length])
  })
}

/** The database, with its tables brought to this version. It is closed if that fails. */
export async function migrated(sql: Sql): Promise<Sql> {
  try {
    await migrate(sql)
    return sql
  } catch (error) {
    await sql.close()
    throw error
  }
}
