import { describe, expect, it } from 'vitest'
import { openDataset } from './dataset-open.ts'
import { info, world } from './testing/folder-world.ts'

describe('a folder that holds nothing that was asked for', () => {
  it('[AA3] a volume of another format than the address asks for is told as such', async () => {
    const { services } = world({ '/d/em': { info: info('image') } })
    const openSource = async (location: string) => {
      const opened = await services.openSource(location)
      return opened.ok ? { ok: true as const, value: { ...opened.value, formats: ['n5'] } } : opened
    }
    const options = { signal: new AbortController().signal, onStep: () => {} }
    const message = expect.stringMatching(/\. It is a precomputed volume: open it without n5:\/\/$/)
    expect(await openDataset(['/d/em'], { ...services, openSource }, options)).toMatchObject({ problem: { message } })
  })

  it('[WH3] says what can be opened near a folder that holds nothing', async () => {
    const { services } = world({ '/d': {} })
    const asked: (readonly string[])[] = []
    const openInstead = async (_sourceId: string, marks: readonly string[]) => {
      asked.push(marks)
      return 'Open /e'
    }
    const options = { signal: new AbortController().signal, onStep: () => {} }
    const result = await openDataset(['/d'], { ...services, openInstead }, options)
    const message = expect.stringMatching(
      /^\/d holds none of the files "info" \(a precomputed volume\), .* and "skein\.json" \(a dataset\)\. Open \/e$/,
    )
    expect(result).toMatchObject({ ok: false, problem: { kind: 'not-a-volume', message, file: '/d' } })
    expect(asked[0]).toEqual(expect.arrayContaining(['info', 'skein.json']))
  })
})
