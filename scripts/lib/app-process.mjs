import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * Lines that Chromium prints on machines without a message bus or a graphics card, and that mean nothing to a person:
 * it goes on without the one and draws in software. The last is a hint about speed where a picture is read back.
 */
const chatter = [
  /^\[\d+:\d+\/\d+\.\d+:(WARNING|ERROR):(bus|object_proxy|viz_main_impl|command_buffer_proxy_impl|gpu_process_host)\.cc/,
  /^\[\d+:\d+\/\d+\.\d+:(WARNING|ERROR):gl_utils\.cc\(\d+\)\].*\(OpenGL, Performance, /,
]

/** @param {string} line a line of Electron's error output */
export function isChatter(line) {
  return chatter.some((pattern) => pattern.test(line))
}

/**
 * Runs Electron to its end. An interruption (Ctrl-C, SIGTERM) is passed on to it, so that it can close in order.
 * @param {string} executable
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder in which it works
 * @returns {Promise<number>} its exit code; 128 + the signal's number when one ended it
 */
export function runApp(executable, args, env, folder) {
  return new Promise((resolve, reject) => {
    const app = spawn(executable, args, { cwd: folder, env, stdio: ['inherit', 'inherit', 'pipe'] })
    createInterface({ input: app.stderr }).on('line', (line) => {
      if (!isChatter(line)) process.stderr.write(`${line}\n`)
    })
    const passOn = (/** @type {NodeJS.Signals} */ signal) => {
      app.kill(signal)
    }
    process.on('SIGINT', passOn)
    process.on('SIGTERM', passOn)
    app.on('error', reject)
    app.on('close', (code, signal) => {
      process.off('SIGINT', passOn)
      process.off('SIGTERM', passOn)
      resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1))
    })
  })
}
