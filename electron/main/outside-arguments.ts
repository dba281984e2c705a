/** What another start of the app gave, or the system: arguments, and the folder that paths start from. */
export interface OutsideArguments {
  readonly args: readonly string[]
  readonly folder: string
}

/** Arguments of one start: the longest link and the flags beside it, many times over. */
const ARGUMENTS_MAX = 256

/** Any program of this user may send such data. */
export function parseOutside(data: unknown): OutsideArguments | undefined {
  if (typeof data !== 'object' || data === null || !('args' in data) || !('folder' in data)) return undefined
  const { args, folder } = data
  if (!Array.isArray(args) || args.length > ARGUMENTS_MAX || typeof folder !== 'string') return undefined
  const texts = args.filter((arg: unknown): arg is string => typeof arg === 'string')
  return texts.length === args.length ? { args: texts, folder } : undefined
}
