import { ProblemError } from '../../../shared/problem.ts'

/** Electron's `net.fetch` in the app, Node's in tests. */
export type Fetch = (address: string, options: { signal: AbortSignal; redirect: 'error' }) => Promise<Response>

/**
 * Opens an address for reading. Redirects are refused: what is beside the feed is taken from there alone.
 * @throws {ProblemError} `network`, `http-status`
 */
async function openBody(address: string, fetch: Fetch, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(address, { signal, redirect: 'error' }).catch((cause: unknown) => {
    throw new ProblemError({ kind: 'network', file: address, message: `No answer from ${address}` }, { cause })
  })
  if (response.status === 200 && response.body !== null) return response.body
  await response.body?.cancel()
  const message = `${address} is not there (http ${response.status})`
  throw new ProblemError({ kind: 'http-status', file: address, status: response.status, message })
}

/**
 * Hands each piece of a body to `take`.
 * @param most bytes; a longer body is refused as soon as it is
 * @throws {ProblemError} as `openBody`, and `too-large`
 */
export async function eachPiece(
  address: string,
  most: number,
  fetch: Fetch,
  signal: AbortSignal,
  take: (piece: Uint8Array) => unknown,
): Promise<void> {
  const reader = (await openBody(address, fetch, signal)).getReader()
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new ProblemError({ kind: 'network', file: address, message: `${address} broke off` }, { cause })
      })
      if (done) return
      bytes += value.byteLength
      if (bytes > most) {
        throw new ProblemError({ kind: 'too-large', file: address, message: `${address} has over ${most} bytes` })
      }
      await take(value)
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** A whole body of at most this many bytes. Throws as `eachPiece`. */
export async function readBody(address: string, most: number, fetch: Fetch, signal: AbortSignal): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  await eachPiece(address, most, fetch, signal, (piece) => pieces.push(piece))
  return Buffer.concat(pieces)
}
