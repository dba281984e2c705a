import { expect, it } from 'vitest'
import { machineOf, startApp, TOY_EDGES } from './testing/session-fixture.ts'

it('[ME16] a dataset that is open to look at says why, and takes no edit', async () => {
  const machine = machineOf(TOY_EDGES)
  machine.dataset = { ...machine.dataset, readOnly: 'A server keeps its segments' }
  const app = await startApp(machine)
  expect(app.log().readOnly).toBe('A server keeps its segments')
  expect(await app.merge(4, 5)).toMatchObject({ kind: 'refused', sentence: 'A server keeps its segments' })
  expect(await app.segments(4, 5)).toBe('1 5')
  expect(app.reported).toEqual([])
})
