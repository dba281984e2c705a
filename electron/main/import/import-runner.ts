import type {
  FromImportProcess,
  ImportRequest,
  ImportState,
  ToImportProcess,
} from '../../../shared/contracts/import-protocol.ts'

/** The process that imports (import-process.ts). */
export interface ImportProcess {
  send(message: ToImportProcess): void
  kill(): void
  onMessage(listener: (message: FromImportProcess) => void): void
  onExit(listener: (code: number) => void): void
}

export interface ImportRunnerParts {
  fork(): ImportProcess
  onChange(state: ImportState): void
}

/** Imports on request, one at a time, in a process of its own. */
export interface ImportRunner {
  /** Begins, unless one is running. */
  begin(request: ImportRequest): void
  /** Stops it before its next task. The same request goes on where it stopped. */
  stop(): void
  /** Ends it at once; an import survives that too. Settles when its process is gone. */
  end(): Promise<void>
}

export function createImportRunner({ fork, onChange }: ImportRunnerParts): ImportRunner {
  let running: { readonly child: ImportProcess; readonly gone: Promise<void> } | undefined
  return {
    begin(request) {
      if (running !== undefined) return
      const child = fork()
      let last: ImportState = { kind: 'running', part: 0, step: '' }
      const gone = new Promise<void>((resolve) => {
        child.onMessage((message) => {
          last = message.kind === 'progress' ? { ...message, kind: 'running' } : message
          if (last.kind === 'running') onChange(last)
          else child.kill()
        })
        child.onExit((code) => {
          running = undefined
          const ended = last.kind !== 'running'
          onChange(ended ? last : { kind: 'failed', reason: `The process that imports stopped (exit code ${code})` })
          resolve()
        })
      })
      running = { child, gone }
      onChange(last)
      child.send({ kind: 'begin', request })
    },
    stop: () => running?.child.send({ kind: 'stop' }),
    async end() {
      running?.child.kill()
      await running?.gone
    },
  }
}
