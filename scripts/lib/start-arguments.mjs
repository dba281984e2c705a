/**
 * What `npm start -- <args>` means to the launcher; the app itself parses and checks its arguments.
 * @param {readonly string[]} args
 * @returns {{ opensSample: boolean, needsDisplay: boolean }}
 */
export function readStartArguments(args) {
  const has = (/** @type {string} */ flag) => args.some((arg) => arg === flag || arg.startsWith(`${flag}=`))
  const onlyTells = has('--help') || has('--version')
  return { opensSample: !onlyTells && !has('--open') && !opensBare(args), needsDisplay: !onlyTells }
}

/**
 * Whether something stands without a flag: a place to open. Every flag takes a value, after it or after `=`.
 * @param {readonly string[]} args
 */
function opensBare(args) {
  return args.some((arg, at) => {
    const before = args[at - 1] ?? ''
    const isValue = before.startsWith('--') && before !== '--' && !before.includes('=')
    return !arg.startsWith('-') && !isValue
  })
}
