import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JournalRequest, PIECE_CHARACTERS } from '../../../shared/contracts/journal-protocol.ts'
import { createJournalClient } from './journal-client.ts'

/** A port whose other side is the test. */
function fakePort() {
  const sent: JournalRequest[] = []
  let onMessage: (event: { readonly data: unknown }) => void = () => {}
  const client = createJournalClient({
    postMessage: (message) => void sent.push(message),
    addEventListener: (_type, listener) => {
      onMessage = listener
    },
    start: () => {},
  })
  return { client, sent, arrive: (data: unknown) => onMessage({ data }) }
}

describe('the journal client', () => {
  it('[LG3] opens: gathers all lines, and says whether it may write', async () => {
    const { client, sent, arrive } = fakePort()
    const opened = client.open('set')
    expect(sent).toEqual([{ kind: 'open', id: 1, dataset: 'set' }])
    arrive({ kind: 'lines', id: 1, lines: ['a', 'b'] })
    arrive({ kind: 'lines', id: 9, lines: ['not ours'] })
    arrive({ kind: 'lines', id: 1, lines: ['c'] })
    arrive({ kind: 'opened', id: 1, torn: true, readOnly: 'Another window' })
    expect(await opened).toEqual({
      ok: true,
      value: { lines: ['a', 'b', 'c'], torn: true, readOnly: 'Another window' },
    })
  })

  it('[LG3] sends many lines in pieces, whole and in order, of which the last alone says so', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: PIECE_CHARACTERS * 2 }), { maxLength: 8 }), (lengths) => {
        const { client, sent } = fakePort()
        const lines = lengths.map((length, at) => String(at).padEnd(length, 'x'))
        void client.append(lines)
        const pieces = sent.flatMap((one) => (one.kind === 'append' ? [one] : []))
        expect(pieces.flatMap((piece) => piece.lines)).toEqual(lines)
        expect(pieces.map((piece) => piece.more)).toEqual(pieces.map((_, at) => at < pieces.length - 1))
        for (const piece of pieces) {
          const characters = piece.lines.reduce((sum, line) => sum + line.length, 0)
          expect(piece.lines.length === 1 || characters <= PIECE_CHARACTERS).toBe(true)
        }
      }),
    )
  })

  it('[LG3] hands on a refusal, and whether the file was lost', async () => {
    const { client, arrive } = fakePort()
    const refused = client.append(['a'])
    const problem = { kind: 'disk', message: 'The disk is full', file: 'f' }
    arrive({ kind: 'problem', id: 1, problem: { ...problem, kind: 5 }, lost: true })
    expect(await refused).toEqual({ kind: 'failed', problem, lost: true })
    const replaced = client.replace(['a'])
    arrive({ kind: 'done', id: 2 })
    expect(await replaced).toEqual({ kind: 'written' })
  })

  it('[LG3] keeps damaged lines aside as printable text', () => {
    const { client, sent } = fakePort()
    void client.setAside(['plain', 'a\nb\u2028é\ud800'])
    expect(sent).toMatchObject([{ kind: 'set-aside', lines: ['plain', '"a\\nb\\u2028\\u00e9\\ud800"'] }])
  })

  it('[LG3] takes no notice of junk', async () => {
    const { client, arrive } = fakePort()
    const asked = client.append(['a'])
    fc.assert(fc.property(fc.anything(), (junk) => arrive(junk)))
    arrive({ kind: 'problem', lost: true })
    arrive({ kind: 'done', id: 1 })
    expect(await asked).toEqual({ kind: 'written' })
  })

  it.each([
    [{ kind: 'lines', lines: [4] }, 'lines.0'],
    [{ kind: 'problem', lost: true }, 'problem'],
    [{ kind: 'opened' }, 'torn'],
    [{ kind: 'else' }, 'kind'],
  ])('[RQ4] settles a request whose reply is malformed: %j', async (reply, field) => {
    const { client, arrive } = fakePort()
    const asked = client.append(['a'])
    arrive({ ...reply, id: 1 })
    expect(await asked).toMatchObject({ kind: 'failed', lost: true, problem: { kind: 'unsupported', field } })
  })
})
