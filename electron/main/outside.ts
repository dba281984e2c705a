import { app } from 'electron'
import { type CommandLine, parseCommandLine } from '../../shared/command-line.ts'
import { resolvePaths } from './app-arguments.ts'
import { type OutsideArguments, parseOutside } from './outside-arguments.ts'

/** What the app is asked from outside while it runs. What comes before `listen` waits. */
export interface Outside {
  listen(listener: (asked: CommandLine) => void): void
}

/**
 * Hears files and links that the system hands to the running app (macOS), and the arguments of later starts, where this
 * one is the only app of its profile (`becomeOnlyApp`).
 */
export function hearOutside(): Outside {
  const waiting: CommandLine[] = []
  let tell = (asked: CommandLine): void => void waiting.push(asked)
  const hear = ({ args, folder }: OutsideArguments): void => {
    const asked = parseCommandLine(args)
    tell(asked.kind === 'start' ? { ...asked, options: resolvePaths(asked.options, folder) } : asked)
  }
  const hearOne = (event: Electron.Event, place: string): void => {
    event.preventDefault()
    hear({ args: ['--', place], folder: '/' })
  }
  app.on('open-file', hearOne)
  app.on('open-url', hearOne)
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const given = parseOutside(data)
    if (given !== undefined) hear(given)
  })
  return {
    listen(listener) {
      tell = listener
      for (const asked of waiting.splice(0)) listener(asked)
    },
  }
}

/** Whether no other app runs on this profile; one that does has been given the arguments. */
export function becomeOnlyApp(given: OutsideArguments): boolean {
  return app.requestSingleInstanceLock({ ...given })
}
