import { expect, it } from 'vitest'
import { placeOfStore } from './store-place.ts'

it('[LS1] the store of this machine keeps its data beside the app’s, or in the folder of --user-data', () => {
  const at = (platform: NodeJS.Platform, env = {}) => placeOfStore(undefined, env, platform, '/ana', 'Skein').data
  expect(at('linux')).toBe('/ana/.local/share/skein/store')
  expect(at('linux', { XDG_DATA_HOME: '/x' })).toBe('/x/skein/store')
  expect(at('darwin')).toBe('/ana/Library/Application Support/skein/store')
  expect(at('win32', { LOCALAPPDATA: '/l' })).toBe('/l/skein/store')
  expect(placeOfStore('/u', {}, 'linux', '/ana', 'Skein')).toEqual({
    data: '/u/store',
    connectionFile: '/u/store-connection.json',
    logFile: '/u/store.log',
  })
})

it('[LS1] a test build has a store of its own', () => {
  expect(placeOfStore(undefined, {}, 'linux', '/ana', 'Skein Test').data).toBe('/ana/.local/share/skein-test/store')
})
