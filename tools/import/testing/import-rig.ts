import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { ImportPlan } from '../plan/import-plan.ts'
import { type ImportWish, planImport } from '../plan/plan-import.ts'
import type { DurableFiles } from '../run/durable-files.ts'
import type { Finished } from '../run/finish-import.ts'
import { createInlinePool } from '../run/pool.ts'
import { runImport } from '../run/run-import.ts'
import { bytesOf, typeOfVoxels, type VoxelArray } from '../voxels/voxel-type.ts'

/** A folder of this test, with what it puts there. */
export interface ImportRig {
  readonly folder: string
  path(name: string): string
  /** A wish for raw voxels, x fastest, which are written to a file. */
  raw(name: string, use: 'image' | 'labels', voxels: VoxelArray, size: Vec3): RawWish
  wish(parts: Partial<ImportWish>): ImportWish
  remove(): void
}

type RawWish = NonNullable<ImportWish['image']>

export function createImportRig(): ImportRig {
  const folder = mkdtempSync(join(tmpdir(), 'skein-import-'))
  const path = (name: string) => join(folder, name)
  return {
    folder,
    path,
    raw(name, use, voxels, size) {
      writeFileSync(path(name), bytesOf(voxels))
      return { path: path(name), use, shape: size, type: typeOfVoxels(voxels), skip: 0 }
    },
    wish: (parts) => ({ out: path('out'), voxelSize: [8, 8, 8], keepsLabels: false, ...parts }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Files that need not survive a power failure: tests write thousands. */
export const quickFiles: DurableFiles = {
  async write(file, bytes) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  },
  sync: async () => {},
}

export interface InlineRun {
  readonly files?: DurableFiles | undefined
  readonly signal?: AbortSignal | undefined
}

/** Plans and runs an import in this thread. */
export async function importInline(wish: ImportWish, run: InlineRun = {}): Promise<Finished> {
  return runInline(await planImport(wish), run)
}

export async function runInline(plan: ImportPlan, { files = quickFiles, signal }: InlineRun = {}): Promise<Finished> {
  const pool = createInlinePool(plan, files)
  try {
    return await runImport(plan, {
      pool,
      files,
      signal: signal ?? new AbortController().signal,
      progress: () => {},
    })
  } finally {
    await pool.close()
  }
}

/** All files of a folder with their bytes as text, by path. */
export function filesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const named = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  return new Map(named.map((file) => [relative(folder, file), readFileSync(file, 'base64')]))
}
