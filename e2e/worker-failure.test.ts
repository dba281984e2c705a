import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { hostChannel } from '../shared/contracts/host-api.ts'
import { runApp, test } from './support/launch-app.ts'
import { expectLegible } from './support/survey.ts'

const VOLUME = fixture('fib25/em-raw')
const THROWN = 'broken on purpose'
const GL_WORKER = 'build/page/gl.worker.js'

/** For the main process: the page hears what it starts with only once a worker's error is in its console. */
const SLOW_HOST = `{
  const { app, ipcMain } = require('electron')
  const failed = new Promise((resolve) => {
    app.on('web-contents-created', (_, contents) => {
      // A newer Electron has the message in the event.
      contents.on('console-message', (event, _level, message = event.message) => {
        if (String(message).includes('${THROWN}')) resolve()
      })
    })
  })
  const handle = ipcMain.handle.bind(ipcMain)
  ipcMain.handle = (channel, serve) => {
    const late = async (...args) => failed.then(() => serve(...args))
    handle(channel, channel === '${hostChannel('startUp')}' ? late : serve)
  }
}`

/** The app in a folder of its own, to break it there. */
function copyApp(folder: string): string {
  const app = join(folder, 'app')
  for (const part of ['package.json', 'build/main', 'build/page']) cpSync(part, join(app, part), { recursive: true })
  return app
}

/** The drawing worker throws at its first line, before the page is put together. */
function breakEarly(app: string): void {
  for (const [part, line] of [
    [GL_WORKER, `throw new Error('${THROWN}')`],
    ['build/main/main.cjs', SLOW_HOST],
  ] as const) {
    const file = join(app, part)
    writeFileSync(file, `${line}\n${readFileSync(file, 'utf8')}`)
  }
}

test('[CA5] --screenshot ends with 1 and says why when a worker fails before the page is put together', async ({
  folder,
}) => {
  const app = copyApp(folder)
  breakEarly(app)
  const file = join(folder, 'out.png')
  const ended = await runApp(['--open', VOLUME, '--screenshot', file], { app })
  expect(ended.errors).toContain(`No picture was saved: The drawing worker stopped: Uncaught Error: ${THROWN}`)
  expect(ended.code).toBe(1)
  expect(existsSync(file)).toBe(false)
})

test('[CA5] --screenshot ends with 1 and says so when a worker does not load', async ({ folder }) => {
  const app = copyApp(folder)
  rmSync(join(app, GL_WORKER))
  const file = join(folder, 'out.png')
  const ended = await runApp(['--open', VOLUME, '--screenshot', file], { app })
  expect(ended.errors).toContain('No picture was saved: The drawing worker stopped: it did not start')
  expect(ended.code).toBe(1)
  expect(existsSync(file)).toBe(false)
})

test('[CA5] a worker that fails at its start is told on screen, also once a dataset is open', async ({
  folder,
  launch,
}) => {
  const app = copyApp(folder)
  breakEarly(app)
  const { page } = await launch({ app, args: ['--open', VOLUME] })
  await expect(page).toHaveTitle('em-raw – Skein')
  await expect(page.getByRole('alert')).toContainText(
    `The drawing worker stopped: Uncaught Error: ${THROWN}. Your view is kept`,
  )
  await expectLegible(page, 'drawing has stopped')
})
