import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'

const PROGRAM = path.resolve(import.meta.dirname, '../main.ts')

/** A store in a process of its own, as a person starts it. */
export interface ServerProcess {
  readonly url: string
  /** Everything that it wrote to both outputs. */
  output(): string
  /** Settles with its exit code; null if it was killed. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

/** Starts it, and waits until it listens. Rejects with its output if it ends before that. */
export function startServer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const { child, output, ended } = run(['--port', '0', '--log-level', 'trace', ...args], env)
  return new Promise((resolve, reject) => {
    void ended.then((code) => reject(new Error(`the store ended with ${code}: ${output()}`)))
    child.stdout?.on('data', () => {
      const url = /Server listening at (http:[^"\s]+)/.exec(output())?.[1]
      if (url === undefined) return
      resolve({
        url,
        output,
        end(signal) {
          child.kill(signal)
          return ended
        },
      })
    })
  })
}

/** Runs a command of the store to its end. */
export async function runServer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const { output, ended } = run(args, env)
  return { code: await ended, output: output() }
}

function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const { DATABASE_URL: _url, ...others } = process.env
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, ...args], { env: { ...others, ...env } })
  let text = ''
  const keep = (piece: Buffer) => {
    text += piece.toString()
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  return { child, output: () => text, ended }
}
