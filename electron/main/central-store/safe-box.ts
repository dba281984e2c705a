import { safeStorage } from 'electron'
import type { SafeBox } from './secrets.ts'

/** The system's keychain through Electron. */
export const SAFE_BOX: SafeBox = {
  isSafe: () => safeStorage.isEncryptionAvailable() && backend() !== 'basic_text',
  seal: (secret) => safeStorage.encryptString(secret),
  open: (sealed) => safeStorage.decryptString(Buffer.from(sealed)),
}

/**
 * Linux without a keychain "encrypts" with a password that everybody knows (`basic_text`). Electron tells since
 * version 26; older ones say that there is no encryption then.
 */
function backend(): string | undefined {
  const tells = process.platform === 'linux' && typeof safeStorage.getSelectedStorageBackend === 'function'
  return tells ? safeStorage.getSelectedStorageBackend() : undefined
}
