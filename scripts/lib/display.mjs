import { spawn } from 'node:child_process'
import { SetUpError } from './process.mjs'

/** A virtual display's screen: room for any window that a test or a screenshot asks for. */
const screen = '1920x1200x24'
/** Xvfb is up within a fraction of a second, or something is wrong (ms). */
const startTimeout = 20_000

/** Whether programs with windows need a virtual display here. */
export function needsVirtualDisplay() {
  return process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']
}

/**
 * Starts a virtual display on a free number.
 * @param {{ forOneApp?: boolean }} [options] `forOneApp` ends it with its last window's program, so that it does not
 *   stay behind when this process is killed
 * @returns {Promise<{ display: string, stop: () => void }>} `display` as in the variable DISPLAY, such as ':99'
 * @throws {SetUpError} when Xvfb is missing or does not start
 */
export function startVirtualDisplay(options = {}) {
  return new Promise((resolve, reject) => {
    const args = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp']
    const server = spawn('Xvfb', options.forOneApp ? [...args, '-terminate'] : args, {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    })
    const stop = () => {
      server.kill('SIGTERM')
    }
    process.once('exit', stop)
    let errors = ''
    let number = ''
    const timer = setTimeout(() => {
      stop()
      reject(new SetUpError(`The virtual display did not start: ${errors.trim() || 'Xvfb said nothing'}`))
    }, startTimeout)
    server.stderr?.on('data', (/** @type {Buffer} */ data) => {
      errors += data.toString()
    })
    server.stdio[3]?.on('data', (/** @type {Buffer} */ data) => {
      number += data.toString()
      if (!number.includes('\n')) return
      clearTimeout(timer)
      resolve({ display: `:${number.trim()}`, stop })
    })
    server.on('error', () => {
      clearTimeout(timer)
      reject(new SetUpError('There is no display, and no Xvfb to make a virtual one: install xvfb, or set DISPLAY.'))
    })
    server.on('exit', (code) => {
      clearTimeout(timer)
      reject(new SetUpError(`The virtual display ended (exit ${code}): ${errors.trim()}`))
    })
  })
}
