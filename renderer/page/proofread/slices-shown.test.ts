import { describe, expect, it } from 'vitest'
import { createSlicesShown, LATEST_MS } from './slices-shown.ts'

function setUp() {
  const timers: { readonly ms: number; readonly call: () => void }[] = []
  const shown = createSlicesShown((ms, call) => void timers.push({ ms, call }))
  const done: string[] = []
  const work = (name: string) => shown.wait().then(() => void done.push(name))
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { shown, timers, done, work, settled }
}

describe('work that comes after the slices', () => {
  it('[DO54] waits while they load, and not for the shapes', async () => {
    const { shown, done, work, settled } = setUp()
    work('nothing is open')
    shown.say('loading')
    work('after the slices')
    await settled()
    expect(done).toEqual(['nothing is open'])
    shown.say('loading')
    await settled()
    expect(done.length).toBe(1)
    shown.say('slices')
    work('at once')
    await settled()
    expect(done).toEqual(['nothing is open', 'after the slices', 'at once'])
  })

  it('[DO54] waits no longer than some time', async () => {
    const { shown, timers, done, work, settled } = setUp()
    shown.say('loading')
    work('late')
    expect(timers.map(({ ms }) => ms)).toEqual([LATEST_MS])
    timers[0]?.call()
    await settled()
    expect(done).toEqual(['late'])
  })
})
