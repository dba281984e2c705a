import { expect, it } from 'vitest'
import { createGate } from './gate.ts'

it('[CA5] what a worker tells before the page is put together is heard once it is, in order, and once', () => {
  const heard: string[] = []
  const gate = createGate()
  // As in main.tsx: the part that hears is made after the workers are started.
  gate.pass(() => report.failed('the drawing worker stopped'))
  gate.pass(() => report.failed('the decode worker stopped'))
  const report = { failed: (reason: string) => heard.push(reason) }
  expect(heard).toEqual([])
  gate.open()
  gate.pass(() => report.failed('the edit worker stopped'))
  gate.open()
  expect(heard).toEqual(['the drawing worker stopped', 'the decode worker stopped', 'the edit worker stopped'])
})
