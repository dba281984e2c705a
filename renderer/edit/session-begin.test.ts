import { expect, it } from 'vitest'
import { machineOf, startApp, TOY_EDGES } from './testing/session-fixture.ts'

it('[TL51] each session of edits is told when the one before it began; a capture leaves no begin', async () => {
  const machine = machineOf(TOY_EDGES)
  const open = async (beganAtMs: number | undefined) => {
    const app = await startApp(machine)
    return app.ask('opened', (id) => ({ kind: 'open', id, dataset: machine.dataset, beganAtMs }))
  }
  expect((await open(1000)).beganBeforeMs).toBeUndefined()
  expect((await open(undefined)).beganBeforeMs).toBe(1000)
  expect((await open(3000)).beganBeforeMs).toBe(1000)
  expect((await open(undefined)).beganBeforeMs).toBe(3000)
})

it('[TL51] the begin is kept before the log shows, so that a kill at any time after that is told of', async () => {
  const machine = machineOf(TOY_EDGES)
  const opened: number[] = []
  const count = () => app.posted.filter(({ kind }) => kind === 'opened').length
  const beginSession = async () => {
    await Promise.resolve()
    opened.push(count())
  }
  const app = await startApp({ ...machine, records: { ...machine.records, beginSession } })
  opened.push(count())
  await app.ask('opened', (id) => ({ kind: 'open', id, dataset: machine.dataset, beganAtMs: 1000 }))
  opened.push(count())
  expect(opened).toEqual([1, 1, 2])
})
