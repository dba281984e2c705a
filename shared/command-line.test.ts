import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AppOptions, helpText, parseCommandLine } from './command-line.ts'
import { editDistance } from './nearest.ts'

function optionsOf(...args: string[]): AppOptions {
  const parsed = parseCommandLine(args)
  if (parsed.kind !== 'start') throw new Error(`expected a start, got ${JSON.stringify(parsed)}`)
  return parsed.options
}

function refusalOf(...args: string[]): string {
  const parsed = parseCommandLine(args)
  if (parsed.kind !== 'refused') throw new Error(`expected a refusal, got ${JSON.stringify(parsed)}`)
  return parsed.problem.message
}

describe('the command line', () => {
  it('[CL1] reads every flag, with a space or with =', () => {
    const expected: AppOptions = {
      open: ['a/em', 'https://example.org/seg'],
      position: [1250, -3.5, 300],
      nmPerPixel: 0.5,
      layout: 'xz',
      contrast: { black: 12, white: 900 },
      userData: 'u',
      screenshot: 'out.png',
      size: { width: 1920, height: 1080 },
    }
    const pairs = [
      ['--open', 'a/em'],
      ['--open', 'https://example.org/seg'],
      ['--position', '1250,-3.5,300'],
      ['--scale', '0.5'],
      ['--layout', 'xz'],
      ['--contrast', '12,900'],
      ['--user-data', 'u'],
      ['--screenshot', 'out.png'],
      ['--size', '1920x1080'],
    ]
    expect(optionsOf(...pairs.flat())).toEqual(expected)
    expect(optionsOf(...pairs.map((pair) => pair.join('=')))).toEqual(expected)
  })

  it('[CL16] an agglomeration is opened with the volumes, and needs one', () => {
    expect(optionsOf('--agglomeration', 'agg', '--open', 'seg').open).toEqual(['seg', 'agg'])
    expect(optionsOf('seg', '--agglomeration=https://h/agg').open).toEqual(['seg', 'https://h/agg'])
    expect(refusalOf('--agglomeration', 'agg')).toBe(
      '--agglomeration needs the segmentation that it groups: add --open',
    )
    expect(refusalOf('--agglomeration', 'a', '--agglomeration', 'b')).toBe('--agglomeration was given twice')
  })

  it('[CL1] leaves out what was not given', () => {
    expect(optionsOf()).toEqual({ open: [] })
    expect(optionsOf('--size', '640x480')).toEqual({ open: [], size: { width: 640, height: 480 } })
  })

  it('[CL1] takes a value that begins with one dash, and one that contains =', () => {
    expect(optionsOf('--position', '-1,-2,-3').position).toEqual([-1, -2, -3])
    expect(optionsOf('--open=http://h/v?a=b').open).toEqual(['http://h/v?a=b'])
  })

  it('[CL2] refuses an unknown flag and names the nearest', () => {
    expect(refusalOf('--opne', 'x')).toBe('Unknown flag --opne; the nearest known one is --open')
    expect(refusalOf('--postion=1,2,3')).toContain('--position')
    expect(refusalOf('--screen-shot', 'a.png')).toContain('--screenshot')
    expect(refusalOf('--userdata', 'x')).toContain('--user-data')
    expect(refusalOf('-o', 'x')).toContain('Unknown flag -o')
  })

  it('[CL3] names the flag and what it expects for each bad value', () => {
    for (const bad of ['1,2', '1,2,3,4', 'a,b,c', '1,,3', '1,2,Infinity', '1,2,0x10', '1e13,0,0']) {
      expect(refusalOf('--position', bad)).toMatch(/^--position expects three numbers .*, not "/)
    }
    for (const bad of ['0', '-4', 'NaN', '8nm', '1e9', '1e-9'])
      expect(refusalOf('--scale', bad)).toMatch(/^--scale exp/)
    expect(refusalOf('--layout', '5panel')).toBe('--layout expects one of 4panel, xy, xz, yz, 3d, not "5panel"')
    for (const bad of ['255', '0,255,3', '0,', 'NaN,1', '0,Infinity', 'a,b']) {
      expect(refusalOf('--contrast', bad)).toMatch(/^--contrast expects two numbers, as 0,255/)
    }
    for (const bad of ['1280', '1280x', '0x800', '99999x10', '12.5x10', '-1x5']) {
      expect(refusalOf('--size', bad)).toMatch(/^--size expects/)
    }
    for (const bad of ['out.jpg', '.png', 'folder/.png']) {
      expect(refusalOf('--screenshot', bad)).toBe(`--screenshot expects a file name that ends in .png, not "${bad}"`)
    }
  })

  it('[CL3] names the flag whose value is missing, and does not swallow the next flag', () => {
    expect(refusalOf('--open')).toBe('--open needs a value: <folder | URL | skein.json>')
    expect(refusalOf('--open', '--layout', 'xy')).toContain('--open needs a value')
    expect(refusalOf('--open=')).toContain('--open needs a value')
    expect(refusalOf('--version=3')).toBe('--version takes no value')
  })

  it('[CL4] refuses what only one place can hold being given twice', () => {
    expect(refusalOf('--layout', 'xy', '--layout=yz')).toBe('--layout was given twice')
    expect(optionsOf('--open', 'a', '--open', 'b').open).toEqual(['a', 'b'])
  })

  it('[CL5] opens what stands without a flag, and all that follows --', () => {
    expect(optionsOf('data/fib25').open).toEqual(['data/fib25'])
    expect(optionsOf('--open', 'a', '--layout', 'xy', 'b', 'https://h/c')).toEqual({
      open: ['a', 'b', 'https://h/c'],
      layout: 'xy',
    })
    expect(optionsOf('--layout=xy', '--', '-a', '--help-me').open).toEqual(['-a', '--help-me'])
    expect(refusalOf('a', '')).toBe('An argument is empty: name what to open')
  })

  it('[CL13] a skein:// link says by itself what to open, beside the flags of the window', () => {
    const link = 'skein://open?source=https://h/em&scale=8'
    expect(optionsOf(link)).toEqual({ open: ['https://h/em'], nmPerPixel: 8 })
    expect(optionsOf('--user-data', 'u', '--', link)).toMatchObject({ open: ['https://h/em'], userData: 'u' })
    expect(refusalOf('--layout', 'xy', link)).toBe('A skein:// link says by itself what to open; leave out --layout')
    expect(refusalOf(link, '--screenshot', 'a.png')).toBe('--screenshot must stand before the link')
    expect(refusalOf(link, '/etc/passwd')).toContain('leave out /etc/passwd')
    expect(refusalOf('--open', 'a', link)).toContain('leave out --open')
    expect(refusalOf('skein://open?source=/etc/passwd')).toContain('The link may open addresses only')
  })

  it('[CL6] passes over the switches of Chromium, Node and test drivers', () => {
    const options = optionsOf(
      '--inspect=0',
      '--remote-debugging-port=0',
      '--no-sandbox',
      '--open',
      'a',
      '--use-gl=angle',
    )
    expect(options).toEqual({ open: ['a'] })
  })

  it('[CL7] --help wins over everything, then --version', () => {
    expect(parseCommandLine(['--nonsense', '--help'])).toEqual({ kind: 'help' })
    expect(parseCommandLine(['-h'])).toEqual({ kind: 'help' })
    expect(parseCommandLine(['--version', '--open', 'a'])).toEqual({ kind: 'version' })
  })

  it('[CL7] the help text names every flag that is understood and stays in 100 columns', () => {
    const text = helpText()
    const named = [...text.matchAll(/^ {2}(--[a-z-]+)/gm)].map((match) => match[1])
    expect(named).toEqual([
      '--open',
      '--agglomeration',
      '--position',
      '--scale',
      '--layout',
      '--contrast',
      '--user-data',
      '--screenshot',
      '--size',
      '--help',
      '--version',
    ])
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  it('[CL8] any list of texts is read without a throw', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('--open', '--size=', '--scale', '--position=1,2,3', '--', '-'))
    fc.assert(
      fc.property(fc.array(piece), (args) => {
        expect(['start', 'help', 'version', 'refused']).toContain(parseCommandLine(args).kind)
      }),
    )
  })
})

describe('edit distance', () => {
  it('[CL2] counts insertions, deletions and replacements', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3)
    expect(editDistance('', 'abc')).toBe(3)
    expect(editDistance('abc', 'abc')).toBe(0)
  })

  it('[CL2] is symmetric, and zero only for equal texts', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
      }),
    )
  })
})
