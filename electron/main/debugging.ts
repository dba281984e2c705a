/** Switches that open the app to whoever connects: its page, its data, and on an open port the whole machine. */
const DEBUGGING = ['--remote-debugging-port', '--remote-debugging-pipe', '--inspect', '--inspect-brk']

/**
 * Why an app that people have installed does not start; undefined where it may. Development and test builds may be
 * debugged. The fuses keep Node's own inspector off as well.
 */
export function refuseDebugging(args: readonly string[], isRelease: boolean): string | undefined {
  const found = isRelease
    ? DEBUGGING.find((name) => args.some((arg) => arg === name || arg.startsWith(`${name}=`)))
    : undefined
  return found === undefined
    ? undefined
    : `${found} is for test builds: whoever connects could read and change everything`
}
