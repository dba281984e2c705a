import { expect, it } from 'vitest'
import { pageOrigin } from '../window/origin.ts'
import { refuseSender } from './sender.ts'

const OWN = pageOrigin(undefined, true)
const mainFrame = { url: 'app://skein/index.html', parent: null }
const contents = { mainFrame }

it('[SE7] serves the main frame of the window on our page', () => {
  expect(refuseSender({ sender: contents, senderFrame: mainFrame }, contents, OWN)).toBeUndefined()
})

it('[SE7] refuses a frame that is gone, an inner frame, another window, another page', () => {
  const inner = { url: 'app://skein/index.html', parent: mainFrame }
  const elsewhere = { mainFrame: { url: 'https://example.org/', parent: null } }
  const stopped = { mainFrame: { url: 'app://other/index.html', parent: null } }
  const twin = { mainFrame: { ...mainFrame } }
  const refusals = [
    refuseSender({ sender: contents, senderFrame: null }, contents, OWN),
    refuseSender({ sender: contents, senderFrame: inner }, contents, OWN),
    refuseSender({ sender: twin, senderFrame: twin.mainFrame }, contents, OWN),
    refuseSender({ sender: elsewhere, senderFrame: elsewhere.mainFrame }, elsewhere, OWN),
    refuseSender({ sender: stopped, senderFrame: stopped.mainFrame }, stopped, OWN),
  ]
  for (const refusal of refusals) expect(refusal).toMatchObject({ kind: 'forbidden' })
  expect(new Set(refusals.map((refusal) => refusal?.message)).size).toBe(4)
})
