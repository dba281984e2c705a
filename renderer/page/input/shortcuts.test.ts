import { describe, expect, it } from 'vitest'
import { commandOfKey, keyCaps, keyName, keyOf, reservedKeys, shortcuts } from './shortcuts.ts'

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

describe('the table of shortcuts', () => {
  it('[UI2] no key is bound twice and no id stands twice', () => {
    const keys = shortcuts.flatMap((row): readonly string[] => row.keys)
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
    const ids = shortcuts.map((row) => row.id)
    expect(new Set(ids).size).toBe(ids.length)
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

  it('[UI2] writes keys as a person reads them', () => {
    expect(keyName({ ...plain, key: 'o', ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+O')
    expect(keyCaps('Shift+ArrowLeft')).toEqual(['Shift', '←'])
    expect(keyCaps('Ctrl++')).toEqual(['Ctrl', '+'])
    expect(keyOf('maximise')).toBe('Space')
    expect(keyOf('drag-pan')).toBeUndefined()
  })
})
