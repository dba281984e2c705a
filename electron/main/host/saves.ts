import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { BegunSave } from '../../../shared/contracts/host-api.ts'
import type { Result } from '../../../shared/problem.ts'
import { codeOf } from '../../error-code.ts'

/**
 * Files that the page writes piece by piece. Each is written under another name and takes its own once it is whole, so that
 * a cancel, a full disk or a page that is loaded again leaves what was there, and nothing half written.
 */
export interface Saves {
  /** Asks where to save. Null: the person cancelled. */
  begin(name: string): Promise<Result<BegunSave | null>>
  write(id: string, bytes: Uint8Array): Promise<Result<null>>
  /** The file has its name. */
  end(id: string): Promise<Result<null>>
  cancel(id: string): Promise<void>
  /** The page is gone. */
  cancelAll(): void
}

interface Save {
  readonly file: string
  readonly draft: string
  readonly handle: FileHandle
}

/** `choose`: the system's dialog, which suggests a name; undefined or empty when it was cancelled. */
export function createSaves(choose: (name: string) => Promise<string | undefined>): Saves {
  const saves = new Map<string, Save>()
  let begun = 0

  const stop = async (id: string): Promise<void> => {
    const save = saves.get(id)
    saves.delete(id)
    if (save === undefined) return
    await save.handle.close().catch(() => undefined)
    await rm(save.draft, { force: true }).catch(() => undefined)
  }

  /** Does the work on a save; where that fails, nothing is left of it. */
  const withSave = async (id: string, work: (save: Save) => Promise<void>): Promise<Result<null>> => {
    const save = saves.get(id)
    if (save === undefined) return { ok: false, problem: { kind: 'cancelled', message: 'Saving was cancelled' } }
    try {
      await work(save)
      return { ok: true, value: null }
    } catch (error) {
      await stop(id)
      return notWritten(save.file, error)
    }
  }

  return {
    begin: async (name) => {
      const file = await choose(name)
      if (file === undefined || file === '') return { ok: true, value: null }
      const draft = `${file}.part`
      try {
        const id = `save-${++begun}`
        saves.set(id, { file, draft, handle: await open(draft, 'w') })
        return { ok: true, value: { id, file } }
      } catch (error) {
        return notWritten(file, error)
      }
    },
    write: (id, bytes) => withSave(id, ({ handle }) => handle.writeFile(bytes)),
    end: (id) =>
      withSave(id, async ({ handle, draft, file }) => {
        await handle.sync()
        await handle.close()
        await rename(draft, file)
        saves.delete(id)
      }),
    cancel: stop,
    cancelAll: () => {
      for (const id of saves.keys()) void stop(id)
    },
  }
}

function notWritten(
  file: string,
  error: unknown,
): {
  readonly ok: false
  readonly problem: { readonly kind: 'disk'; readonly message: string; readonly file: string }
} {
  const code = codeOf(error)
  if (code === undefined) throw error
  return { ok: false, problem: { kind: 'disk', message: `${file} could not be written (${code})`, file } }
}
