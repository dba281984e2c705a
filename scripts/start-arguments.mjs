import path from 'node:path'

/**
 * What `npm start -- <args>` means to the launcher; the app itself parses and checks its arguments.
 * @param {readonly string[]} args
 * @param {string} folder that a relative `--user-data` starts from
 * @returns {{ opensSample: boolean, needsDisplay: boolean, needsStore: boolean, userData: string | undefined }}
 */
export function readStartArguments(args, folder) {
  const has = (/** @type {string} */ flag) => args.some((arg) => arg === flag || arg.startsWith(`${flag}=`))
  const onlyTells = has('--help') || has('--version')
  const userData = flagValue(args, '--user-data')
  return {
    opensSample: !onlyTells && !has('--open'),
    needsDisplay: !onlyTells,
    // A picture is made without anybody who edits.
    needsStore: !onlyTells && !has('--screenshot'),
    userData: userData === undefined ? undefined : path.resolve(folder, userData),
  }
}

/**
 * @param {readonly string[]} args
 * @param {string} flag
 */
function flagValue(args, flag) {
  const at = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`))
  const value = args[at] === flag ? args[at + 1] : args[at]?.slice(flag.length + 1)
  return value === undefined || value === '' || value.startsWith('--') ? undefined : value
}
