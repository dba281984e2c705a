import { migrated } from './migrations.ts'
import { openFolder } from './open-folder.ts'
import { openPostgres } from './pg-sql.ts'
import type { Sql } from './sql.ts'

export type DatabasePlace =
  /** PostgreSQL at this address. */
  | { readonly kind: 'postgres'; readonly url: string }
  /** PGlite in this folder. */
  | { readonly kind: 'folder'; readonly folder: string }

/** Opens the database and brings its tables to this version. Rejects with `FolderInUse` or an error of the database. */
export async function openDatabase(place: DatabasePlace, onError: (error: Error) => void): Promise<Sql> {
  return place.kind === 'postgres' ? migrated(openPostgres(place.url, onError)) : openFolder(place.folder)
}
