import { existsSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { runApp, test } from './support/launch-app.ts'
import { CORNER, copySmall, SCALE_20, withInfo } from './support/volume-copy.ts'

test('[BI14] --help and --version print and end with 0, a wrong flag is refused and the nearest named', async () => {
  const version: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'))
  const [help, about, wrong, bad] = await Promise.all([
    runApp(['--help']),
    runApp(['--version']),
    runApp(['--screnshot', 'x.png']),
    runApp(['--layout', '5panel']),
  ])
  expect(help.code).toBe(0)
  for (const flag of ['--open', '--position', '--scale', '--layout', '--user-data', '--screenshot', '--size']) {
    expect(help.output).toContain(flag)
  }
  expect(about).toMatchObject({ code: 0, output: `Skein ${version.version}\n` })
  expect(wrong.code).toBe(1)
  expect(wrong.errors).toContain('Unknown flag --screnshot; the nearest known one is --screenshot')
  expect(bad.code).toBe(1)
  expect(bad.errors).toContain('--layout expects one of 4panel, xy, xz, yz, 3d, not "5panel"')
})

test('[BI15] --screenshot of what cannot be opened ends with 1, says why and writes nothing', async ({ folder }) => {
  const bad = withInfo(folder, 'bad', (info) => delete info['data_type'])
  const file = join(folder, 'out.png')
  const shoot = (location: string) => runApp(['--open', location, '--screenshot', file])
  const [missing, described] = await Promise.all([shoot(join(folder, 'nothing')), shoot(bad)])
  expect(missing.code).toBe(1)
  expect(missing.errors).toContain(join(folder, 'nothing'))
  expect(described.code).toBe(1)
  expect(described.errors).toContain(`${bad}/info`)
  expect(described.errors).toContain('data_type')
  expect(existsSync(file)).toBe(false)
})

test('[BI16] --screenshot of a volume with a damaged chunk ends with 1 and names it', async ({ folder }) => {
  const volume = copySmall(folder, 'em')
  truncateSync(join(volume, SCALE_20, '0-64_0-64_64-78'), 1000)
  const file = join(folder, 'out.png')
  const view = ['--layout', 'xy', '--position', CORNER, '--scale', '5']
  const ended = await runApp(['--open', volume, ...view, '--screenshot', file])
  expect(ended.errors).toContain('0-64_0-64_64-78')
  expect(ended.code).toBe(1)
})

test('[BI17] --screenshot refuses a place that cannot be written to before anything opens', async ({ folder }) => {
  const ended = await runApp(['--open', fixture('fib25/em-raw'), '--screenshot', join(folder, 'absent', 'a.png')])
  expect(ended.code).toBe(1)
  expect(ended.errors).toContain('--screenshot: the folder')
})
