import type { SavingHost } from '../save-pieces.ts'

interface Options {
  /** The disk is full. */
  readonly full?: boolean
  /** The person cancels the dialog. */
  readonly isCancelled?: boolean
  readonly onWrite?: () => void
}

/** The host's saves, as files by name. `open`: those that are neither ended nor cancelled. */
export function savesInMemory({ full = false, isCancelled = false, onWrite }: Options = {}) {
  const files = new Map<string, Uint8Array>()
  const open = new Map<string, number[]>()
  const host: SavingHost = {
    beginSave: async (name) => {
      if (isCancelled) return { ok: true, value: null }
      open.set(name, [])
      return { ok: true, value: { id: name, file: name } }
    },
    writeSave: async (id, bytes) => {
      onWrite?.()
      if (full) {
        open.delete(id)
        return { ok: false, problem: { kind: 'disk', message: `${id} could not be written (ENOSPC)` } }
      }
      open.get(id)?.push(...bytes)
      return { ok: true, value: null }
    },
    endSave: async (id) => {
      files.set(id, Uint8Array.from(open.get(id) ?? []))
      open.delete(id)
      return { ok: true, value: null }
    },
    cancelSave: async (id) => void open.delete(id),
  }
  return { host, files, open }
}
