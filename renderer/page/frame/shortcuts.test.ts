import { describe, expect, it } from 'vitest'
import { tools } from '../tools/tool-list.ts'
import { commandOfKey, type KeyContext, keyCaps, keyName, keyOf, reservedKeys, shortcuts } from './shortcuts.ts'

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

type Row = (typeof shortcuts)[number]

function whenOf(row: Row): readonly KeyContext[] | undefined {
  return 'when' in row ? row.when : undefined
}

function keysOf(row: Row): readonly (readonly [key: string, id: string])[] {
  return row.keys.map((key) => [key, row.id] as const)
}

/** The press that has this name. */
function pressOf(name: string) {
  const parts = /^((?:Ctrl\+|Alt\+|Shift\+)*)(.+)$/.exec(name)
  const [modifiers, key] = [parts?.[1] ?? '', parts?.[2] ?? '']
  return {
    key,
    ctrlKey: modifiers.includes('Ctrl'),
    metaKey: false,
    altKey: modifiers.includes('Alt'),
    shiftKey: modifiers.includes('Shift'),
  }
}

describe('the table of shortcuts', () => {
  it('[UI2] no key is bound twice, whatever is in hand, and no id stands twice', () => {
    const contexts: readonly (KeyContext | undefined)[] = [undefined, ...tools.map(({ kind }) => kind), 'asked']
    for (const context of contexts) {
      const rows = shortcuts.filter((row) => {
        const when: readonly KeyContext[] | undefined = 'when' in row ? row.when : undefined
        return context === undefined ? when === undefined : when?.includes(context) === true
      })
      const keys = rows.flatMap((row): readonly string[] => row.keys)
      expect(
        keys.filter((key, i) => keys.indexOf(key) !== i),
        context,
      ).toEqual([])
    }
    const ids = shortcuts.map((row) => row.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('[UI2] in each context a key means one command; what a key hides of the general ones is meant, and named here', () => {
    const contexts: readonly KeyContext[] = [...tools.map(({ kind }) => kind), 'asked']
    const general = new Map(shortcuts.filter((row) => whenOf(row) === undefined).flatMap(keysOf))
    const hidden = contexts.flatMap((context) =>
      shortcuts
        .filter((row) => whenOf(row)?.includes(context))
        .flatMap(keysOf)
        .flatMap(([key, id]) => (general.has(key) ? [`${context} ${key}: ${id}, not ${general.get(key)}`] : [])),
    )
    expect(hidden).toEqual([
      'path C: path-split, not split',
      'doubt X: doubt-no, not clear-selection',
      'doubt U: doubt-unsure, not selection-back',
      'doubt Z: doubt-back, not snap',
    ])
    // What is bound is what is reached.
    for (const context of contexts) {
      for (const row of shortcuts.filter((one) => whenOf(one)?.includes(context) ?? true)) {
        for (const [key, id] of keysOf(row)) {
          const reached = commandOfKey(pressOf(key), context)?.id
          const isHidden = whenOf(row) === undefined && hidden.some((one) => one.startsWith(`${context} ${key}:`))
          expect(reached === id || isHidden, `${context} ${key}: ${reached}, not ${id}`).toBe(true)
        }
      }
    }
  })

  it('[UI2] leaves the keys of later tools free', () => {
    const keys = shortcuts.flatMap((row): readonly string[] => row.keys)
    expect(keys.filter((key) => reservedKeys.includes(key))).toEqual([])
  })

  it('[UI2] each row has a key or a gesture, and words', () => {
    for (const row of shortcuts) {
      expect(row.keys.length > 0 || 'gesture' in row, row.id).toBe(true)
      expect(row.words.length, row.id).toBeGreaterThan(2)
    }
  })

  it('[UI2] finds the Neuroglancer keys, in either case of a letter', () => {
    expect(commandOfKey({ ...plain, key: 'ArrowLeft' })).toEqual({ id: 'pan-left', repeats: true })
    expect(commandOfKey({ ...plain, key: '.' })?.id).toBe('slice-on')
    expect(commandOfKey({ ...plain, key: '>', shiftKey: true })?.id).toBe('slice-on-10')
    expect(commandOfKey({ ...plain, key: '=', ctrlKey: true })?.id).toBe('zoom-in')
    expect(commandOfKey({ ...plain, key: '-', metaKey: true })?.id).toBe('zoom-out')
    expect(commandOfKey({ ...plain, key: 'l' })?.id).toBe('recolour')
    expect(commandOfKey({ ...plain, key: 'L' })?.id).toBe('recolour')
    expect(commandOfKey({ ...plain, key: ' ' })?.id).toBe('maximise')
    expect(commandOfKey({ ...plain, key: '?', shiftKey: true })?.id).toBe('help')
    expect(commandOfKey({ ...plain, key: 'l', ctrlKey: true })).toBeUndefined()
  })

  it('[UI2] keys of a tool mean theirs only with it in hand; X answers a doubt and else clears the selection', () => {
    const key = (name: string, context?: KeyContext) => commandOfKey({ ...plain, key: name }, context)?.id
    expect(key('x')).toBe('clear-selection')
    expect(key('x', 'split')).toBe('clear-selection')
    expect(key('x', 'doubt')).toBe('doubt-no')
    expect(key('y', 'doubt')).toBe('doubt-yes')
    expect(key('y', 'asked')).toBe('confirm')
    expect([key('y'), key('Enter'), key('g'), key('Backspace')]).toEqual([undefined, undefined, undefined, undefined])
    expect(key('Enter', 'merge')).toBe('commit')
    expect(commandOfKey({ ...plain, key: 'Z', ctrlKey: true, shiftKey: true }, 'split')?.id).toBe('redo')
  })

  it('[UI2] no key that commits, undoes or answers repeats when it is held', () => {
    const ofDoubts = ['doubt-yes', 'doubt-no', 'doubt-unsure', 'doubt-back', 'next-doubt']
    const acting = ['commit', 'confirm', 'undo', 'redo', ...ofDoubts, 'merge', 'split']
    const rows = shortcuts.filter((row) => acting.includes(row.id))
    expect(rows).toHaveLength(acting.length)
    expect(rows.filter((row) => 'repeats' in row)).toEqual([])
  })

  it('[UI2] writes keys as a person reads them', () => {
    expect(keyName({ ...plain, key: 'o', ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+O')
    expect(keyCaps('Shift+ArrowLeft')).toEqual(['Shift', '←'])
    expect(keyCaps('Ctrl++')).toEqual(['Ctrl', '+'])
    expect(keyOf('maximise')).toBe('Space')
    expect(keyOf('drag-pan')).toBeUndefined()
  })
})
