import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { lockFolder } from './folder-lock.ts'
import { migrated } from './migrations.ts'
import type { PgliteFiles } from './pglite-files.ts'
import { openPglite } from './pglite-sql.ts'
import type { Sql } from './sql.ts'

/** Opens PGlite in a folder and locks the folder. Rejects with `FolderInUse` or an error of the database. */
export async function openFolder(folder: string, files?: PgliteFiles): Promise<Sql> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = await lockFolder(folder)
  const sql = await openPglite(path.join(folder, 'pglite'), undefined, files)
  return migrated({
    ...sql,
    close: async () => {
      await sql.close()
      await unlock()
    },
  })
}
