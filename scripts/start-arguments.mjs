/**
 * What `npm start -- <args>` means to the launcher; the app itself parses and checks its arguments.
 * @param {readonly string[]} args
 * @returns {{ opensSample: boolean, needsDisplay: boolean }}
 */
export function readStartArguments(args) {
  const has = (/** @type {string} */ flag) => args.some((arg) => arg === flag || arg.startsWith(`${flag}=`))
  const onlyTells = has('--help') || has('--version')
  return { opensSample: !onlyTells && !has('--open'), needsDisplay: !onlyTells }
}
