import { describe, expect, it } from 'vitest'
import { isOwnUrl, pageOrigin } from './origin.ts'

const OWN = pageOrigin(undefined, true)

describe('the page origin', () => {
  it('[SE2] is app://skein, and a URL is ours by its parsed origin alone', () => {
    expect(OWN).toEqual({ origin: 'app://skein', pageUrl: 'app://skein/index.html' })
    for (const url of ['app://skein/index.html', 'app://skein', 'app://skein/x?y#z']) {
      expect(isOwnUrl(url, OWN), url).toBe(true)
    }
    for (const url of [
      'app://skein.evil.example/index.html',
      'app://evil/index.html',
      'app://user@skein/index.html',
      'app://skein:80/',
      'https://skein/index.html',
      'file:///app://skein/index.html',
      'data:text/html,app://skein',
      'about:blank',
      'javascript:1',
      '',
    ]) {
      expect(isOwnUrl(url, OWN), url).toBe(false)
    }
  })

  it('[SE2] is the dev server only unpackaged, on http and on this machine', () => {
    const dev = pageOrigin('http://localhost:5173', false)
    expect(dev).toEqual({ origin: 'http://localhost:5173', pageUrl: 'http://localhost:5173/' })
    expect(isOwnUrl('http://localhost:5173/page', dev)).toBe(true)
    expect(isOwnUrl('http://localhost:5174/', dev)).toBe(false)
    expect(isOwnUrl('app://skein/index.html', dev)).toBe(false)
    expect(pageOrigin('http://localhost:5173', true)).toEqual(OWN)
    for (const bad of ['https://localhost:1', 'http://example.org', 'http://localhost.example.org', 'file:///x', 'x']) {
      expect(pageOrigin(bad, false), bad).toEqual(OWN)
    }
  })
})
