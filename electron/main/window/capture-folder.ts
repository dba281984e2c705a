import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

const PREFIX = 'skein-capture-'
/** ms: no capture lasts as long (CAPTURE_LIMIT_MS is two minutes), so an older folder is nobody's. */
const LEFTOVER_AGE_MS = 3_600_000

/**
 * Makes a user data folder under `temporary` for one capture. Chromium writes its last settings after the app has
 * ended, so a folder cannot be removed by its own capture: each one removes what earlier ones left.
 */
export function makeCaptureFolder(temporary: string, nowMs: number): string {
  for (const name of readdirSync(temporary).filter((entry) => entry.startsWith(PREFIX))) {
    removeLeftover(join(temporary, name), nowMs)
  }
  return mkdtempSync(join(temporary, PREFIX))
}

function removeLeftover(folder: string, nowMs: number): void {
  try {
    if (nowMs - statSync(folder).mtimeMs > LEFTOVER_AGE_MS) rmSync(folder, { recursive: true, force: true })
  } catch {
    // Another person's folder, or one that another capture removes just now: neither is ours to mind.
  }
}
