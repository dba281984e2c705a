import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { lockFolder } from './folder-lock.ts'
import { migrate } from './migrations.ts'
import { openPostgres } from './pg-sql.ts'
import { openPglite } from './pglite-sql.ts'
import type { Sql } from './sql.ts'

export type DatabasePlace =
  /** PostgreSQL at this address. */
  | { readonly kind: 'postgres'; readonly url: string }
  /** PGlite in this folder. */
  | { readonly kind: 'folder'; readonly folder: string }

/** Opens the database and brings its tables to this version. Rejects with `FolderInUse`, or what the database says. */
export async function openDatabase(place: DatabasePlace, onError: (error: Error) => void): Promise<Sql> {
  if (place.kind === 'postgres') return migrated(openPostgres(place.url, onError))
  mkdirSync(place.folder, { recursive: true, mode: 0o700 })
  const unlock = await lockFolder(place.folder)
  const sql = await openPglite(path.join(place.folder, 'pglite'))
  return migrated({
    ...sql,
    close: async () => {
      await sql.close()
      await unlock()
    },
  })
}

async function migrated(sql: Sql): Promise<Sql> {
  try {
    await migrate(sql)
    return sql
  } catch (error) {
    await sql.close()
    throw error
  }
}
