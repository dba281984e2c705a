import { homedir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf } from '../shared/problem.ts'
import type { DatabasePlace } from './database/open-database.ts'
import { SNAPSHOT_EVERY_EDITS } from './limits.ts'
import { IDENTITY } from './snapshots/open-base.ts'

/** A mistake on the command line. The message is for the person who made it. */
export class BadArguments extends Error {}

const OPTIONS = {
  data: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '7447' },
  'connection-file': { type: 'string' },
  'behind-proxy': { type: 'boolean', default: false },
  'until-stdin-closes': { type: 'boolean', default: false },
  'log-level': { type: 'string', default: 'info' },
  'snapshot-every': { type: 'string', default: String(SNAPSHOT_EVERY_EDITS) },
  label: { type: 'string', default: '' },
  'expires-days': { type: 'string' },
  agglomeration: { type: 'string' },
  identity: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

export interface ServerArguments {
  /** The command, such as `role set <user> <dataset> <role>`. Without one the store serves. */
  readonly words: readonly string[]
  readonly place: DatabasePlace
  readonly host: string
  readonly port: number
  readonly connectionFile: string | undefined
  readonly untilStdinCloses: boolean
  readonly behindProxy: boolean
  readonly logLevel: string
  /** Edits. */
  readonly snapshotEvery: number
  readonly label: string
  readonly expiresDays: number | undefined
  /** The dataset's base agglomeration: a Zarr folder, or 'identity'. */
  readonly base: string | undefined
  readonly help: boolean
}

/** pino's levels. */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/**
 * Throws `BadArguments`. Without `--data`, `DATABASE_URL` says where the data are. Without both they are in the user's
 * own folder.
 */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): ServerArguments {
  const { values, positionals } = parsed(args)
  if (!LEVELS.includes(values['log-level'])) throw new BadArguments(`--log-level is one of ${LEVELS.join(', ')}`)
  if (values.identity && values.agglomeration !== undefined) {
    throw new BadArguments('A dataset has either an --agglomeration or is an --identity')
  }
  const days = values['expires-days']
  const connectionFile = values['connection-file']
  const place = values.help ? ({ kind: 'folder', folder: '' } as const) : placeOf(values.data, env)
  if (connectionFile !== undefined && place.kind === 'postgres') {
    throw new BadArguments('A --connection-file is for the store of one person, in a folder (--data)')
  }
  return {
    words: positionals,
    place,
    host: values.host,
    port: wholeOf('--port', values.port, 0, 65_535),
    connectionFile: connectionFile === undefined ? undefined : path.resolve(connectionFile),
    untilStdinCloses: values['until-stdin-closes'],
    behindProxy: values['behind-proxy'],
    logLevel: values['log-level'],
    snapshotEvery: wholeOf('--snapshot-every', values['snapshot-every'], 1, 999_999),
    label: values.label,
    expiresDays: days === undefined ? undefined : wholeOf('--expires-days', days, 1, 36_500),
    base: values.identity ? IDENTITY : values.agglomeration && path.resolve(values.agglomeration),
    help: values.help,
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new BadArguments(messageOf(error))
  }
}

function placeOf(folder: string | undefined, env: NodeJS.ProcessEnv): DatabasePlace {
  if (folder !== undefined && folder !== '') return { kind: 'folder', folder: path.resolve(folder) }
  const url = env['DATABASE_URL']
  return url ? { kind: 'postgres', url } : { kind: 'folder', folder: ownFolder(env) }
}

/** Beside the data of the app, but not the folder of the store that the app starts. */
function ownFolder(env: NodeJS.ProcessEnv): string {
  const data =
    process.platform === 'win32'
      ? env['LOCALAPPDATA']
      : process.platform === 'darwin'
        ? undefined
        : env['XDG_DATA_HOME']
  const usual = process.platform === 'darwin' ? 'Library/Application Support' : '.local/share'
  return path.join(data || path.join(homedir(), usual), 'skein', 'team-store')
}

function wholeOf(name: string, text: string, least: number, most: number): number {
  const whole = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (whole >= least && whole <= most) return whole
  throw new BadArguments(`${name} is a whole number from ${least} to ${most}`)
}

export const HELP = `The central store of Skein.

  npm run server -- [--data <folder>] [--host <address>] [--port <n>] [--snapshot-every <edits>] [--behind-proxy]
  npm run server -- dataset add <name> [--agglomeration <folder> | --identity]
  npm run server -- dataset export <name>              prints the log, one line of JSON an edit
  npm run server -- dataset import <name> <file>       fills an empty dataset with such a log
  npm run server -- dataset verify <name>              reads the whole log and checks its order
  npm run server -- user add <name>
  npm run server -- token create <user> [--label <words>] [--expires-days <n>]
  npm run server -- token list
  npm run server -- token revoke <id>
  npm run server -- role set <user> <dataset> viewer|proofreader|reviewer|admin|none

The data are in the folder of --data, else in the PostgreSQL that DATABASE_URL names, else in a folder of this user
(skein/team-store where the system keeps such data). A folder may be used by one process at a time: stop a running server
before any other command. With PostgreSQL, commands reach running servers at once.
The store speaks plain HTTP: in front of it belongs a proxy with a certificate, and then --behind-proxy, so that failed
sign-ins are counted by the addresses that the proxy tells. A token is shown once, when it is made; an --agglomeration or
--identity lets the store make snapshots.
`
