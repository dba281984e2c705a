import type { HostApi } from '../../../shared/contracts/host-api.ts'
import type { Result } from '../../../shared/problem.ts'

export type SavingHost = Pick<HostApi, 'beginSave' | 'writeSave' | 'endSave' | 'cancelSave'>

/** Bytes that go to the main process at a time: copying them takes some milliseconds. */
export const PIECE_BYTES = 2 ** 22

/**
 * Saves pieces in a file that the person chooses: the file, or null when it was cancelled, in the dialog or by `signal`. A
 * piece is asked for once the one before it is written.
 */
export async function savePieces(
  host: SavingHost,
  name: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal: AbortSignal,
): Promise<Result<string | null>> {
  const begun = await host.beginSave(name)
  if (!begun.ok || begun.value === null) return begun.ok ? { ok: true, value: null } : begun
  const { id, file } = begun.value
  const cancelled = async (): Promise<Result<null>> => {
    await host.cancelSave(id)
    return { ok: true, value: null }
  }
  try {
    for await (const piece of pieces) {
      if (signal.aborted) return await cancelled()
      const written = await host.writeSave(id, piece)
      if (!written.ok) return written
    }
  } catch (error) {
    await cancelled()
    throw error
  }
  if (signal.aborted) return cancelled()
  const ended = await host.endSave(id)
  return ended.ok ? { ok: true, value: file } : ended
}

/** A file in pieces that are small enough to be sent. */
export function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.slice(at, at + PIECE_BYTES)
}
