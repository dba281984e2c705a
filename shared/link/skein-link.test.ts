import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Destination } from '../contracts/host-api.ts'
import { LINK_CHARACTERS_MAX, LINK_SOURCES_MAX, parseSkeinLink } from './skein-link.ts'

function targetOf(link: string): Destination {
  const parsed = parseSkeinLink(link)
  if (!parsed.ok) throw new Error(parsed.problem.message)
  return parsed.value
}

function refusalOf(link: string): string {
  const parsed = parseSkeinLink(link)
  if (parsed.ok) throw new Error(`expected a refusal, got ${JSON.stringify(parsed.value)}`)
  return parsed.problem.message
}

const EM = 'https://example.org/em'

describe('a skein:// link', () => {
  it('[CL11] names addresses and a view of them', () => {
    const query = `source=${encodeURIComponent(`${EM}?v=1&w=2`)}&source=http://h:8080/seg&position=1250,-3.5,3e2&scale=8&layout=xz`
    const target = {
      open: [`${EM}?v=1&w=2`, 'http://h:8080/seg'],
      position: [1250, -3.5, 300],
      nmPerPixel: 8,
      layout: 'xz',
    }
    for (const start of ['skein://open?', 'skein://open/?', 'SKEIN://Open?']) {
      expect(targetOf(start + query)).toEqual(target)
    }
    expect(targetOf(`skein://open?source=${EM}`)).toEqual({ open: [EM] })
  })

  it('[CL11] may say how the 3-D panel is turned, and its scale', () => {
    const link = `skein://open?source=${EM}&scene-turn=0,0,3,4&scene-scale=40`
    expect(targetOf(link)).toEqual({ open: [EM], sceneOrientation: [0, 0, 0.6, 0.8], sceneNmPerPixel: 40 })
    expect(refusalOf(`skein://open?source=${EM}&scene-turn=0,0,0,0`)).toBe(
      'The link is not understood: scene-turn expects a turn as four numbers x,y,z,w, as 0,0,0,1, not "0,0,0,0"',
    )
    expect(refusalOf(`skein://open?source=${EM}&scene-scale=0`)).toContain('scene-scale expects nanometres per pixel')
  })

  it.each(['gs://bucket/em', 's3+https://host:9000/b/em?t=1', 'precomputed://https://h/em', 'https://h/a|zarr3:s0/'])(
    '[CL11, AA5] opens %s',
    (source) => {
      expect(targetOf(`skein://open?source=${encodeURIComponent(source)}`)).toEqual({ open: [source] })
    },
  )

  it.each([
    ['file:///etc/passwd'],
    ['/etc/passwd'],
    ['C:\\data'],
    ['precomputed:///etc/passwd'],
    ['zarr://file:///etc/passwd'],
    ['n5://~/data'],
    ['precomputed://skein://open'],
    ['"file:///etc/passwd"'],
    ['javascript:alert(1)'],
    ['skein://open?source=https://example.org'],
    ['https://ann:secret@example.org/em'],
    ['https://@example.org'],
    ['https://'],
    ['https:///em'],
    ['https://example.org\\@evil.org/em'],
    ['https://example.org/a b'],
    ['https://example.org/a\nb'],
    ['https://example.org/a\0b'],
    [`https://example.org/${'a'.repeat(2048)}`],
    ['--user-data'],
    [''],
  ])('[CL12] opens no %j', (source) => {
    expect(refusalOf(`skein://open?source=${encodeURIComponent(source)}`)).toBe(
      'The link may open addresses only, such as https://host/volume, which hold no password',
    )
  })

  it.each([
    ['skein:', 'not understood'],
    ['skein://', 'not understood'],
    ['skein:open?source=https://example.org', 'not understood'],
    ['skein://connect?store=https://example.org', 'not understood'],
    [`skein://open?source=${EM}#position=1,2,3`, 'not understood'],
    [` skein://open?source=${EM}`, 'not understood'],
    ['skein://open?', 'may say source, position, scale, layout, scene-turn, scene-scale, and nothing else'],
    [`skein://open?source=${EM}&user-data=/d`, 'and nothing else'],
    [`skein://open?source=${EM}&--user-data=/d`, 'and nothing else'],
    [`skein://open?source=${EM}&__proto__=1`, 'and nothing else'],
    [`skein://open?source=${EM}&Layout=xy`, 'and nothing else'],
    ['skein://open?layout=xy', 'names no source'],
    ['skein://open?source', 'no readable value for source'],
    ['skein://open?source=%E0%A4%A', 'no readable value for source'],
    [`skein://open?source=${EM}&layout=xy&layout=xz`, 'says layout twice'],
    [`skein://open?source=${EM}&layout=5panel`, 'The link is not understood: layout expects one of'],
    [`skein://open?source=${EM}&position=1,2`, 'position expects three numbers'],
    [`skein://open?source=${EM}&position=1,2,Infinity`, 'position expects three numbers'],
    [`skein://open?source=${EM}&scale=0`, 'scale expects'],
    [`skein://open?source=${EM}&scale=${'1'.repeat(101)}`, 'a scale that is too long'],
    [
      `skein://open?${Array(LINK_SOURCES_MAX + 1)
        .fill(`source=${EM}`)
        .join('&')}`,
      'more than 16 sources',
    ],
    [`skein://open?source=${EM}?${'a'.repeat(LINK_CHARACTERS_MAX)}`, 'longer than 8192 characters'],
  ])('[CL12] %j is refused with a sentence', (link, sentence) => {
    expect(refusalOf(link)).toContain(sentence)
  })

  it('[CL12] any text is a place to go to or a short sentence, and never a throw', () => {
    const piece = fc.constantFrom(
      'skein://open?',
      'source=',
      EM,
      '&',
      '%2f',
      '%',
      'file:///',
      '#',
      '@',
      '\\',
      ' ',
      'layout=xy',
      '--',
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(piece, fc.string())).map((parts) => parts.join('')),
      fc.array(fc.oneof(piece, fc.string())).map((parts) => `skein://open?source=${EM}${parts.join('')}`),
      fc.string({ unit: 'grapheme' }).map((text) => `skein://open?source=${encodeURIComponent(text)}`),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseSkeinLink(text)
        if (!parsed.ok) {
          expect(parsed.problem.message.length).toBeLessThan(300)
          return
        }
        expect(
          Object.keys(parsed.value).every((key) =>
            [...['open', 'position', 'nmPerPixel', 'layout'], ...['sceneOrientation', 'sceneNmPerPixel']].includes(key),
          ),
        ).toBe(true)
        for (const source of parsed.value.open) {
          const { protocol, username, password } = new URL(source)
          expect(['http:', 'https:']).toContain(protocol)
          expect(username + password).toBe('')
        }
      }),
    )
  })
})
