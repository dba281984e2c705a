import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The form of what lies in a profile's folder. It rises when an older Skein would misread or damage what it holds. */
export const PROFILE_VERSION = 1

/** Holds `{"version": n}`; a folder without it is new, or of a Skein before there was this file. */
const FILE = 'profile.json'

/**
 * Makes a folder this Skein's profile, before anything else is written there. Returns a sentence where the profile is of
 * a newer Skein or cannot be told, and then has changed nothing.
 */
export function claimProfile(folder: string): string | undefined {
  const file = join(folder, FILE)
  const text = readText(file)
  if (text !== undefined) return refusalOf(text, folder, file)
  mkdirSync(folder, { recursive: true })
  const beside = `${file}.${process.pid}`
  writeFileSync(beside, `${JSON.stringify({ version: PROFILE_VERSION })}\n`, { flush: true })
  renameSync(beside, file)
  return undefined
}

/** Undefined where there is no such file; throws where it cannot be read. */
function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function refusalOf(text: string, folder: string, file: string): string | undefined {
  const version = versionIn(text)
  if (version === undefined) {
    return `${file} does not say which Skein the profile is of. Nothing was changed: remove the file if no newer Skein used the folder`
  }
  if (version <= PROFILE_VERSION) return undefined
  return `The profile in ${folder} is of a newer Skein (form ${version}; this one knows up to ${PROFILE_VERSION}). Nothing was changed: start the newer Skein, or name another folder with --user-data`
}

function versionIn(text: string): number | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined
  return typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : undefined
}
