import { utilityProcess } from 'electron'
import type { FromImportProcess } from '../../../shared/contracts/import-protocol.ts'
import type { ImportProcess } from './import-runner.ts'

export function forkImportProcess(modulePath: string): ImportProcess {
  const child = utilityProcess.fork(modulePath, [], { serviceName: 'Skein import', stdio: 'inherit' })
  return {
    send: (message) => child.postMessage(message),
    kill: () => child.kill(),
    onMessage: (listener) => child.on('message', (message: FromImportProcess) => listener(message)),
    onExit: (listener) => child.once('exit', listener),
  }
}
