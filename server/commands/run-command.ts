import { ROLES } from '../../shared/contracts/store-protocol.ts'
import {
  addDataset,
  addUser,
  createToken,
  datasetNumber,
  findUser,
  listTokens,
  revokeTokens,
  setBase,
  setRole,
} from '../accounts/accounts.ts'
import { checkVisible } from '../accounts/names.ts'
import { BadArguments, type ServerArguments } from '../arguments.ts'
import type { Query, Sql } from '../database/sql.ts'
import { exportLog, importLog, verifyLog } from './log-commands.ts'

/** Prints a line. */
type Print = (line: string) => void

const MS_PER_DAY = 86_400_000

/** Runs the command of the command line. Throws `BadArguments` and `BadName`, whose messages are for the user. */
export async function runCommand(sql: Sql, args: ServerArguments, print: Print): Promise<void> {
  const [subject = '', action = '', ...rest] = args.words
  const name = `${subject} ${action}`
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) throw new BadArguments(`There is no command "${args.words.join(' ')}"; see --help`)
  if (rest.length !== command.words) throw new BadArguments(`"${name}" takes ${command.words} words; see --help`)
  if ('runOn' in command) await command.runOn(sql, rest, print)
  else await sql.transaction((query) => command.run(query, rest, args, print))
}

type Command =
  | {
      /** The number of words that follow. */
      readonly words: number
      readonly run: (query: Query, words: readonly string[], args: ServerArguments, print: Print) => Promise<void>
    }
  /** A command with transactions of its own. */
  | { readonly words: number; readonly runOn: (sql: Sql, words: readonly string[], print: Print) => Promise<void> }

const COMMANDS: Readonly<Record<string, Command>> = {
  'dataset add': {
    words: 1,
    async run(query, [name = ''], { base }, print) {
      const isNew = await addDataset(query, name)
      if (base !== undefined) await setBase(query, await numberOf(query, name), base)
      print(isNew ? `Added the dataset ${name}` : `There is a dataset ${name} already`)
    },
  },
  'dataset export': {
    words: 1,
    runOn: (sql, [name = ''], print) => exportLog(sql, name, print),
  },
  'dataset import': {
    words: 2,
    async runOn(sql, [name = '', file = ''], print) {
      print(`Imported ${await importLog(sql, name, file)} edits into ${name}`)
    },
  },
  'dataset verify': {
    words: 1,
    async runOn(sql, [name = ''], print) {
      print(`The log of ${name} is whole: ${await verifyLog(sql, name)} edits`)
    },
  },
  'user add': {
    words: 1,
    async run(query, [name = ''], _args, print) {
      const isNew = await addUser(query, name)
      const kept = await userOf(query, name)
      print(isNew ? `Added the user ${kept}` : `There is a user ${kept} already`)
    },
  },
  'token create': {
    words: 1,
    async run(query, [text = ''], { label, expiresDays }, print) {
      checkVisible('The label of a token', label)
      const user = await userOf(query, text)
      const expiresAtMs = expiresDays === undefined ? undefined : Date.now() + expiresDays * MS_PER_DAY
      print(await createToken(query, user, label, expiresAtMs))
    },
  },
  'token list': {
    words: 0,
    async run(query, _words, _args, print) {
      for (const { id, user, label, state } of await listTokens(query)) print(`${id}  ${state}  ${user}  ${label}`)
    },
  },
  'token revoke': {
    words: 1,
    async run(query, [id = ''], _args, print) {
      const count = await revokeTokens(query, { id })
      if (count === 0) throw new BadArguments(`No valid token has the id ${id}; see "token list"`)
      print(`Revoked the token ${id}`)
    },
  },
  'role set': {
    words: 3,
    async run(query, [text = '', dataset = '', word = ''], _args, print) {
      const role = ROLES.find((one) => one === word)
      if (role === undefined && word !== 'none') throw new BadArguments(`A role is one of ${ROLES.join(', ')}, none`)
      const user = await userOf(query, text)
      await setRole(query, await numberOf(query, dataset), user, role)
      print(role === undefined ? `${user} has no role in ${dataset}` : `${user} is ${role} in ${dataset}`)
    },
  },
}

async function numberOf(query: Query, dataset: string): Promise<number> {
  const number = await datasetNumber(query, dataset)
  if (number === undefined) throw new BadArguments(`There is no dataset ${dataset}; see "dataset add"`)
  return number
}

async function userOf(query: Query, text: string): Promise<string> {
  const user = await findUser(query, text)
  if (user === undefined) throw new BadArguments(`There is no user ${text}; see "user add"`)
  return user
}
