import { describe, expect, it } from 'vitest'
import { createLiveView } from '../../view/live-view.ts'
import { openingStep } from '../../view/recipes.ts'
import { createAllowedPlaces } from './allowed-places.ts'

function start(asks = true) {
  const texts = new Map<string, string>()
  const storage = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
  }
  const view = createLiveView()
  view.setState(openingStep('d', 'Reading'))
  return { view, storage, places: createAllowedPlaces(view, storage, asks) }
}

const turn = () => new Promise((done) => setTimeout(done))

describe('folders that a dataset file names outside its own', () => {
  it('[UI66] are asked about once for each file; a new folder is asked about again', async () => {
    const { view, storage, places } = start()
    const first = places.mayRead('/d/skein.json', ['/em', '/seg'])
    await turn()
    expect(view.getState().opening?.asks).toEqual({ file: '/d/skein.json', places: ['/em', '/seg'] })
    places.answer(true)
    expect(await first).toBe(true)
    expect(view.getState().opening?.asks).toBeUndefined()
    const again = createAllowedPlaces(view, storage, false)
    expect(await again.mayRead('/d/skein.json', ['/seg'])).toBe(true)
    expect(await again.mayRead('/d/skein.json', ['/seg', '/home'])).toBe(false)
    expect(await again.mayRead('/other/skein.json', ['/seg'])).toBe(false)
  })

  it('[UI66] no is not remembered; with nobody to ask the word is no; a damaged memory counts as none', async () => {
    const { view, storage, places } = start()
    const asked = places.mayRead('/d/skein.json', ['/em'])
    await turn()
    places.answer(false)
    expect(await asked).toBe(false)
    storage.setItem('skein.places', '{"file":1}')
    const next = places.mayRead('/d/skein.json', ['/em'])
    const other = places.mayRead('/e/skein.json', ['/em'])
    await turn()
    expect(view.getState().opening?.asks?.file).toBe('/d/skein.json')
    places.answer(false)
    expect(await next).toBe(false)
    await turn()
    expect(view.getState().opening?.asks?.file).toBe('/e/skein.json')
    places.answer(true)
    expect(await other).toBe(true)
    expect(await start(false).places.mayRead('/d/skein.json', ['/em'])).toBe(false)
  })
})
