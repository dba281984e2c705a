import { runImportCommand } from './import/import-command.ts'

const USAGE = `Usage: npx skein import <folder> --image <input> --labels <input> [options]

import   makes a dataset that Skein opens out of images and labels; import --help says more
`

const [command, ...args] = process.argv.slice(2)

if (command === 'import') {
  const stop = new AbortController()
  // The second Ctrl+C ends the process at once; an import survives that too.
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  const folder = process.env['INIT_CWD'] ?? process.cwd()
  const io = { folder, out: process.stdout, error: process.stderr, signal: stop.signal }
  process.exitCode = await runImportCommand(args, io)
} else {
  const isHelp = command === '--help' || command === undefined
  const output = isHelp ? process.stdout : process.stderr
  output.write(USAGE)
  process.exitCode = isHelp ? 0 : 2
}
