import type { HostApi, HostCall, RecentDataset, ViewOutcome } from '../../../shared/contracts/host-api.ts'
import type { Result } from '../../../shared/problem.ts'

/** Characters of a location: the longest path of Linux; a URL beyond it is a mistake. */
export const LOCATION_CHARACTERS_MAX = 4096
/** Locations in one dataset: one a layer, and no screen lists more layers. */
export const LOCATIONS_MAX = 64
/** Ports in one request: one a decode worker and one for the page, on any machine. */
export const BYTE_PORTS_MAX = 64
/** Characters put on the clipboard at once: a list of 50,000 segment ids. */
const COPIED_CHARACTERS_MAX = 1_000_000
/** Characters saved to a file at once: a log of a million edits. */
const SAVED_CHARACTERS_MAX = 2 ** 28
/** Characters of a name, a source id, a time or a URL of our documentation. */
const SHORT_CHARACTERS_MAX = 2048

/** Characters of a token that a person pastes; ours have under 100. */
export const TOKEN_CHARACTERS_MAX = 1024

/** The arguments of a call as its contract has them. */
export type HostArguments<Call extends HostCall> = Parameters<HostApi[Call]>

/** One parser a call: what the page sent is unknown until it has been through here. */
export const parseHostArguments: {
  readonly [Call in HostCall]: (args: readonly unknown[]) => Result<HostArguments<Call>>
} = {
  startUp: none('startUp'),
  chooseFolder: none('chooseFolder'),
  makeSample: none('makeSample'),
  cancelSample: none('cancelSample'),
  showUpdates: none('showUpdates'),
  recentDatasets: none('recentDatasets'),
  requestJournalPort: none('requestJournalPort'),
  requestTransportPort: none('requestTransportPort'),
  connectStore: (args) => {
    const [store, token] = args
    const address = parseText(store, SHORT_CHARACTERS_MAX)
    const secret = parseText(token, TOKEN_CHARACTERS_MAX)
    return args.length === 2 && address !== undefined && secret !== undefined
      ? { ok: true, value: [address, secret] }
      : refused('connectStore', `an address and a token of at most ${TOKEN_CHARACTERS_MAX} characters`)
  },
  storeSession: one('storeSession', 'the address of a store', (value) => parseText(value, SHORT_CHARACTERS_MAX)),
  forgetStore: one('forgetStore', 'the address of a store', (value) => parseText(value, SHORT_CHARACTERS_MAX)),
  openSource: one('openSource', 'a folder or a URL', (value) => parseText(value, LOCATION_CHARACTERS_MAX)),
  openBelow: (args) => {
    const [sourceId, folder] = args
    const source = parseText(sourceId, SHORT_CHARACTERS_MAX)
    const below = parseText(folder, LOCATION_CHARACTERS_MAX)
    return args.length === 2 && source !== undefined && below !== undefined
      ? { ok: true, value: [source, below] }
      : refused('openBelow', 'a source id and a folder')
  },
  closeSource: one('closeSource', 'a source id', (value) => parseText(value, SHORT_CHARACTERS_MAX)),
  openExternal: one('openExternal', 'a URL', (value) => parseText(value, SHORT_CHARACTERS_MAX)),
  copyText: one('copyText', `a text of at most ${COPIED_CHARACTERS_MAX} characters`, (value) =>
    value === '' ? '' : parseText(value, COPIED_CHARACTERS_MAX),
  ),
  saveText: (args) => {
    const [name, text] = args
    const named = parseText(name, SHORT_CHARACTERS_MAX)
    const fits = typeof text === 'string' && text.length <= SAVED_CHARACTERS_MAX
    return args.length === 2 && named !== undefined && fits
      ? { ok: true, value: [named, text] }
      : refused('saveText', `a name and a text of at most ${SAVED_CHARACTERS_MAX} characters`)
  },
  requestBytePorts: one('requestBytePorts', `a whole number from 1 to ${BYTE_PORTS_MAX}`, (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= BYTE_PORTS_MAX ? value : undefined,
  ),
  rememberDataset: one('rememberDataset', 'a dataset with a name, locations and a time', parseRecentDataset),
  forgetDataset: one('forgetDataset', `1 to ${LOCATIONS_MAX} locations`, parseLocations),
  reportView: one('reportView', 'an outcome that is complete or failed', parseOutcome),
}

/** A recent dataset out of a call or a file; undefined for anything else. Fields beyond the known ones are left. */
export function parseRecentDataset(value: unknown): RecentDataset | undefined {
  if (!isRecord(value)) return undefined
  const name = parseText(value['name'], SHORT_CHARACTERS_MAX)
  const locations = parseLocations(value['locations'])
  const openedAt = parseText(value['openedAt'], SHORT_CHARACTERS_MAX)
  if (name === undefined || locations === undefined || openedAt === undefined) return undefined
  return Number.isNaN(Date.parse(openedAt)) ? undefined : { name, locations, openedAt }
}

function parseLocations(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > LOCATIONS_MAX) return undefined
  const locations = value.flatMap((entry: unknown) => parseText(entry, LOCATION_CHARACTERS_MAX) ?? [])
  return locations.length === value.length ? locations : undefined
}

function parseOutcome(value: unknown): ViewOutcome | undefined {
  if (!isRecord(value)) return undefined
  if (value['kind'] === 'complete') return { kind: 'complete' }
  if (value['kind'] !== 'failed' || typeof value['reason'] !== 'string') return undefined
  return { kind: 'failed', reason: value['reason'].slice(0, SHORT_CHARACTERS_MAX) }
}

function parseText(value: unknown, charactersMax: number): string | undefined {
  const fits = typeof value === 'string' && value.length > 0 && value.length <= charactersMax && !value.includes('\0')
  return fits ? value : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function none(call: HostCall): (args: readonly unknown[]) => Result<[]> {
  return (args) => (args.length === 0 ? { ok: true, value: [] } : refused(call, 'no argument'))
}

function one<T>(call: HostCall, expected: string, parse: (value: unknown) => T | undefined) {
  return (args: readonly unknown[]): Result<[T]> => {
    const value = args.length === 1 ? parse(args[0]) : undefined
    return value === undefined ? refused(call, expected) : { ok: true, value: [value] }
  }
}

function refused(call: HostCall, expected: string): { readonly ok: false; readonly problem: BadArgument } {
  return { ok: false, problem: { kind: 'bad-description', message: `${call} expects ${expected}`, field: call } }
}

interface BadArgument {
  readonly kind: 'bad-description'
  readonly message: string
  readonly field: HostCall
}
