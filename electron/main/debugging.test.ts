import { expect, it } from 'vitest'
import { refuseDebugging } from './debugging.ts'

it.each([
  '--remote-debugging-port=0',
  '--remote-debugging-port',
  '--remote-debugging-pipe',
  '--inspect',
  '--inspect-brk=1',
])('[PK11] an installed app does not start with %s; a test build does', (arg) => {
  expect(refuseDebugging(['--open', 'a', arg], true)).toBe(
    `${arg.split('=')[0]} is for test builds: whoever connects could read and change everything`,
  )
  expect(refuseDebugging(['--open', 'a', arg], false)).toBeUndefined()
})

it('[PK11] an installed app starts with other arguments', () => {
  expect(refuseDebugging(['--open', '--inspector', '--remote-debugging-ports', 'inspect'], true)).toBeUndefined()
})
