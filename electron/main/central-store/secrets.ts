import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isRecord, parseJson } from '../../../shared/json-field.ts'
import { codeOf } from '../../error-code.ts'

/** What encrypts a secret for this person on this machine: Electron's safeStorage, or none. */
export interface SafeBox {
  /** Whether what is sealed is safe from a reader of the disk. */
  isSafe(): boolean
  seal(secret: string): Uint8Array
  /** Throws where it was sealed by somebody else, or is damaged. */
  open(sealed: Uint8Array): string
}

/** The tokens of central stores, each by the store's address in normal form. Nothing of a token is ever in an error. */
export interface Secrets {
  tokenOf(store: string): Promise<string | undefined>
  /** Keeps a token over restarts where that is safe, else in the memory of this run. */
  keep(store: string, token: string): Promise<'kept' | 'for-this-run'>
  /** Takes a token that is given anew at every start, and never writes it. */
  lend(store: string, token: string): void
  forget(store: string): Promise<void>
  /** How the token of a store is kept; one that is lent counts as kept, for nobody needs to give it again. */
  howKept(store: string): 'kept' | 'for-this-run'
}

export interface SecretsParts {
  readonly file: string
  readonly box: SafeBox
  /** A stamp for the name of a damaged file that is set aside. */
  readonly stamp: () => string
  /** Gets sentences for the terminal. */
  readonly onTrouble: (sentence: string) => void
}

type Sealed = Readonly<Record<string, string>>

/**
 * Reads the file at every call, so that two running apps do not undo each other's changes, and changes it as a whole,
 * one change after the other. A damaged file is set aside; a token that cannot be opened counts as none.
 */
export function createSecrets(parts: SecretsParts): Secrets {
  const { file, box, onTrouble } = parts
  /** Tokens of this run that are not in the file. */
  const memory = new Map<string, { readonly token: string; readonly lent: boolean }>()
  let last: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }

  const change = (edit: (sealed: Sealed) => Sealed): Promise<void> =>
    inTurn(async () => {
      const before = await readSealed(parts)
      const after = edit(before)
      if (after !== before) await writePrivate(file, `${JSON.stringify({ version: 1, sealed: after }, null, 2)}\n`)
    })

  return {
    tokenOf: async (store) => {
      const held = memory.get(store)
      if (held !== undefined) return held.token
      try {
        const sealed = (await inTurn(() => readSealed(parts)))[store]
        return sealed === undefined || !box.isSafe() ? undefined : box.open(Buffer.from(sealed, 'base64'))
      } catch {
        onTrouble(`The token that is kept for ${store} cannot be read; sign in to it again`)
        return undefined
      }
    },
    keep: async (store, token) => {
      memory.set(store, { token, lent: false })
      if (!box.isSafe()) return 'for-this-run'
      try {
        const sealed = Buffer.from(box.seal(token)).toString('base64')
        await change((before) => ({ ...before, [store]: sealed }))
        memory.delete(store)
        return 'kept'
      } catch (error) {
        onTrouble(
          `The token for ${store} could not be written (${codeOf(error) ?? 'no reason'}); it is kept for this run`,
        )
        return 'for-this-run'
      }
    },
    lend: (store, token) => memory.set(store, { token, lent: true }),
    forget: async (store) => {
      memory.delete(store)
      await change((before) => {
        if (before[store] === undefined) return before
        const { [store]: _forgotten, ...others } = before
        return others
      })
    },
    howKept: (store) => (memory.get(store)?.lent === false ? 'for-this-run' : 'kept'),
  }
}

async function readSealed({ file, stamp, onTrouble }: SecretsParts): Promise<Sealed> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return {}
  const parsed = parseSealed(text)
  if (parsed !== undefined) return parsed
  const aside = `${file}.damaged-${stamp()}`
  await rename(file, aside)
  onTrouble(`The file of store tokens was damaged and is now ${aside}; sign in to your stores again`)
  return {}
}

function parseSealed(text: string): Sealed | undefined {
  const whole = parseJson(text)
  if (!isRecord(whole) || whole['version'] !== 1 || !isRecord(whole['sealed'])) return undefined
  const sealed: Record<string, string> = {}
  for (const [store, value] of Object.entries(whole['sealed'])) {
    if (typeof value !== 'string') return undefined
    sealed[store] = value
  }
  return sealed
}

/** Only its owner may read it, and readers see the old file or the new one, never half of one. */
async function writePrivate(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.draft`
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.chmod(0o600)
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
}
