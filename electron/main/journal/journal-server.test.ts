import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JournalReply, JournalRequest } from '../../../shared/contracts/journal-protocol.ts'
import { OLD_FILES_MAX } from './journal-file.ts'
import { createLockKeeper, type ProcessFacts } from './journal-lock.ts'
import { journalName } from './journal-name.ts'
import { type JournalParts, serveJournal } from './journal-server.ts'

let folder = ''
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'skein-test-')), 'journal')
})
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(ends.splice(0).map((close) => close()))
  rmSync(join(folder, '..'), { recursive: true })
})

let tokens = 0
const facts = (pid: number): ProcessFacts => ({
  pid,
  host: 'here',
  bornOf: async () => '',
  isAlive: (other) => other < 100,
  newToken: () => `token-${tokens++}`,
})

/** A page's end of a journal. `parts` let the disk fail. */
function connect(keeper = createLockKeeper(facts(1)), parts: Partial<JournalParts> = {}) {
  const replies: JournalReply[] = []
  const bugs: unknown[] = []
  let wake = () => {}
  let receive: (message: unknown) => void = () => {}
  let stamps = 0
  const server = serveJournal(
    {
      send: (reply) => {
        replies.push(reply)
        wake()
      },
      onMessage: (listener) => {
        receive = listener
      },
      onClose: () => {},
    },
    {
      folder,
      open,
      stamp: () => `${String(stamps++).padStart(4, '0')}-${tokens++}`,
      takeLock: keeper.take,
      onBug: (error) => bugs.push(error),
      ...parts,
    },
  )
  ends.push(server.close)
  let nextId = 1
  const answer = async (id: number): Promise<JournalReply> => {
    for (;;) {
      const reply = replies.find((one) => one.id === id && one.kind !== 'lines')
      if (reply !== undefined) return reply
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const ask = (request: DistributiveOmit<JournalRequest, 'id'>): Promise<JournalReply> => {
    const id = nextId++
    receive({ ...request, id })
    return answer(id)
  }
  const write = (kind: 'append' | 'replace' | 'set-aside', ...lines: string[]) => ask({ kind, lines, more: false })
  const openSet = async (dataset = 'set') => {
    const id = nextId
    const reply = await ask({ kind: 'open', dataset })
    const lines = replies.flatMap((one) => (one.kind === 'lines' && one.id === id ? one.lines : []))
    return { reply, lines }
  }
  return {
    ask,
    write,
    open: openSet,
    send: (message: unknown) => receive(message),
    answer,
    replies,
    bugs,
    close: server.close,
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

const file = () => join(folder, journalName('set'))

/** A file system whose writes fail with this code while `failing` says so, after half of the bytes. */
function failingOpen(code: () => string | undefined): JournalParts['open'] {
  return async (path, flags) => {
    const handle = await open(path, flags)
    return new Proxy(handle, {
      get: (target, name) => {
        if (name !== 'write') {
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? value.bind(target) : value
        }
        return async (...args: Parameters<FileHandle['write']>) => {
          const failure = code()
          if (failure === undefined) return target.write(...args)
          const [bytes, from, length, position] = args as unknown as [Buffer, number, number, number]
          await target.write(bytes, from, Math.floor(length / 2), position)
          throw Object.assign(new Error(failure), { code: failure })
        }
      },
    })
  }
}

describe('the journal', () => {
  it('[LG3] holds what was appended, line by line, also for the next start', async () => {
    const page = connect()
    expect(await page.open()).toEqual({ reply: { kind: 'opened', id: 1, torn: false }, lines: [] })
    expect(await page.write('append', 'one')).toEqual({ kind: 'done', id: 2 })
    expect(readFileSync(file(), 'utf8')).toBe('one\n')
    await page.write('append', 'two', 'three')
    await page.close()
    expect(readdirSync(folder)).toEqual([journalName('set')])
    expect((await connect().open()).lines).toEqual(['one', 'two', 'three'])
    expect(page.bugs).toEqual([])
  })

  it('[LG3] reads any bytes as lines without losing one', async () => {
    const page = connect()
    await page.open()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.nat(3), async (bytes, copies) => {
        const all = Buffer.concat(Array.from({ length: 1 + copies * 100 }, () => Buffer.from(bytes)))
        writeFileSync(file(), all)
        const parts = all.toString('latin1').split('\n')
        const { reply, lines } = await page.open()
        expect(lines).toEqual(parts.slice(0, -1))
        expect(reply).toMatchObject({ kind: 'opened', torn: parts.at(-1) !== '' })
      }),
      { numRuns: 30 },
    )
  })

  it('[LG3] cuts off a torn line, keeping the file as it was beside it', async () => {
    const page = connect()
    await page.open()
    await page.write('append', 'one', 'two')
    truncateSync(file(), 6)
    expect(await page.open()).toMatchObject({ reply: { torn: true }, lines: ['one'] })
    await page.write('append', 'other')
    expect(readFileSync(file(), 'utf8')).toBe('one\nother\n')
    const old = readdirSync(folder).filter((name) => name.endsWith('.old'))
    expect(old.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['one\ntw'])
  })

  it.each(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS'])(
    '[LG3] %s: nothing is left of a failed write, and work goes on',
    async (code) => {
      let failure: string | undefined
      const page = connect(undefined, { open: failingOpen(() => failure) })
      await page.open()
      await page.write('append', 'one')
      failure = code
      const refused = await page.write('append', 'a longer line that is written by half')
      expect(refused).toMatchObject({ kind: 'problem', lost: false, problem: { kind: 'disk' } })
      expect(refused.kind === 'problem' && refused.problem.message).toMatch(/could not be written: .*(space|disk)/)
      expect(readFileSync(file(), 'utf8')).toBe('one\n')
      failure = undefined
      expect(await page.write('append', 'two')).toMatchObject({ kind: 'done' })
      expect(readFileSync(file(), 'utf8')).toBe('one\ntwo\n')
    },
  )

  it('[LG3] never acknowledges a line into a file that is not at its path', async () => {
    for (const harm of [
      () => rmSync(folder, { recursive: true }),
      () => rmSync(file()),
      () => {
        rmSync(file())
        writeFileSync(file(), 'one\n')
      },
      () => truncateSync(file(), 0),
      () => appendFileSync(file(), 'stranger\n'),
      () => rmSync(`${file()}.lock`),
    ]) {
      const page = connect()
      await page.open()
      await page.write('replace', 'one')
      harm()
      expect(await page.write('append', 'two')).toMatchObject({
        kind: 'problem',
        lost: true,
        problem: { kind: 'disk' },
      })
      const again = await page.open()
      expect(again.reply).toMatchObject({ kind: 'opened' })
      expect(await page.write('replace', 'one', 'two')).toMatchObject({ kind: 'done' })
      expect(readFileSync(file(), 'utf8')).toBe('one\ntwo\n')
      expect(existsSync(`${file()}.lock`)).toBe(true)
      await page.close()
    }
  })

  it('[LG3] replaces all lines in pieces, keeping so many former files', async () => {
    const page = connect()
    await page.open()
    for (let round = 0; round < OLD_FILES_MAX + 3; round++) await page.write('replace', `round ${round}`)
    const id = 500
    page.send({ kind: 'replace', id, lines: ['one'], more: true })
    page.send({ kind: 'replace', id, lines: ['two', 'three'], more: false })
    expect(await page.answer(id)).toEqual({ kind: 'done', id })
    expect(await page.write('append', 'four')).toMatchObject({ kind: 'done' })
    expect(readFileSync(file(), 'utf8')).toBe('one\ntwo\nthree\nfour\n')
    const old = readdirSync(folder)
      .filter((name) => name.endsWith('.old'))
      .sort()
    expect(old.length).toBe(OLD_FILES_MAX)
    expect(readFileSync(join(folder, old.at(-1)!), 'utf8')).toBe(`round ${OLD_FILES_MAX + 2}\n`)
  })

  it('[LG3] keeps lines aside in a file of their own', async () => {
    const page = connect()
    await page.open()
    expect(await page.write('set-aside', 'damaged', '')).toMatchObject({ kind: 'done' })
    const aside = readdirSync(folder).filter((name) => name.endsWith('.aside'))
    expect(aside.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['damaged\n\n'])
  })

  it('[LG3] a second window or app reads, is told who writes, and cannot write', async () => {
    const keeper = createLockKeeper(facts(1))
    const first = connect(keeper)
    await first.open()
    await first.write('append', 'one')
    for (const [other, who] of [
      [keeper, /Another window/],
      [createLockKeeper(facts(2)), /process 1/],
    ] as const) {
      const second = connect(other)
      expect(await second.open()).toMatchObject({ reply: { readOnly: expect.stringMatching(who) }, lines: ['one'] })
      for (const kind of ['append', 'replace', 'set-aside'] as const) {
        expect(await second.write(kind, 'two')).toMatchObject({ kind: 'problem', problem: { kind: 'forbidden' } })
      }
      await second.close()
    }
    expect(readFileSync(file(), 'utf8')).toBe('one\n')
    await first.close()
    expect((await connect(keeper).open()).reply).not.toHaveProperty('readOnly')
  })

  it('[LG3] one port opens one dataset after the other, each with a file of its own', async () => {
    const page = connect()
    await page.open('a/set')
    await page.write('append', 'one')
    await page.open('b/set')
    expect(await page.write('append', 'two')).toMatchObject({ kind: 'done' })
    expect((await page.open('a/set')).lines).toEqual(['one'])
    expect(journalName('a/set')).toMatch(/^set-[0-9a-f]{24}\.jsonl$/)
    expect(journalName('../../x\0/é ü')).toMatch(/^[\w-]+\.jsonl$/)
    expect(await page.ask({ kind: 'close' })).toMatchObject({ kind: 'done' })
    expect(await page.write('append', 'late')).toMatchObject({ kind: 'problem', lost: true })
    expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toEqual([])
  })

  it('[LG3] refuses malformed requests with a problem and writes nothing', async () => {
    const page = connect()
    await page.open()
    const bad: object[] = [
      { kind: 'append', lines: ['a\nb'], more: false },
      { kind: 'append', lines: ['é'], more: false },
      { kind: 'append', lines: [7], more: false },
      { kind: 'append', lines: ['a'] },
      { kind: 'append', lines: 'a', more: false },
      { kind: 'open', dataset: '' },
      { kind: 'open', dataset: 'x'.repeat(5000) },
      { kind: 'remove' },
    ]
    for (const [at, request] of bad.entries()) {
      page.send({ ...request, id: 100 + at })
      expect(await page.answer(100 + at)).toMatchObject({ kind: 'problem', problem: { kind: 'unsupported' } })
    }
    fc.assert(fc.property(fc.anything(), (junk) => page.send(junk)))
    expect(await page.write('append', 'one')).toMatchObject({ kind: 'done' })
    expect(readFileSync(file(), 'utf8')).toBe('one\n')
  })
})
