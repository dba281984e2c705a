import { utilityProcess } from 'electron'
import type { FromSampleProcess } from '../../../shared/contracts/sample-protocol.ts'
import type { SampleProcess } from './sample-maker.ts'

export function forkSampleProcess(modulePath: string): SampleProcess {
  const child = utilityProcess.fork(modulePath, [], { serviceName: 'Skein sample', stdio: 'inherit' })
  return {
    send: (task) => child.postMessage(task),
    kill: () => child.kill(),
    onMessage: (listener) => child.on('message', (message: FromSampleProcess) => listener(message)),
    onExit: (listener) => child.once('exit', listener),
  }
}
