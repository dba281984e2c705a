import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy } from './csp.ts'

function directives(name: string): Map<string, string> {
  const parts = contentSecurityPolicy(name).split('; ')
  return new Map(parts.map((part) => [part.split(' ')[0] ?? '', part.split(' ').slice(1).join(' ')]))
}

const NAMES = [
  'index.html',
  'gl.worker.js',
  'decode.worker.js',
  'assets/index.js',
  'x/gl.worker.js',
  'gl.worker.js.map',
]

describe('content security policy', () => {
  it('[SE1] nothing is allowed unless it is named, in every response', () => {
    for (const name of NAMES) expect(directives(name).get('default-src')).toBe("'none'")
  })

  it('[SE1] the page has no network, no eval, no inline script or style, no frames', () => {
    const page = directives('index.html')
    expect(page.get('connect-src')).toBe("'none'")
    expect(page.get('script-src')).toBe("'self'")
    expect(page.get('style-src')).toBe("'self'")
    expect(page.get('frame-ancestors')).toBe("'none'")
    expect(page.has('frame-src')).toBe(false)
  })

  it('[SE1] only gl.worker.js builds code from text, only decode.worker.js compiles wasm', () => {
    const holders = (word: string) => NAMES.filter((name) => contentSecurityPolicy(name).includes(word))
    expect(holders("'unsafe-eval'")).toEqual(['gl.worker.js'])
    expect(holders("'wasm-unsafe-eval'")).toEqual(['decode.worker.js'])
    expect(holders("'unsafe-inline'")).toEqual([])
    expect(holders('http')).toEqual([])
  })
})
