import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLoopback, proxyOfEnvironment, readProxyList } from './proxy-choice.ts'

const HTTPS = new URL('https://data.example.org/v')

describe('the proxy that the environment prescribes', () => {
  const of = (environment: Record<string, string>, url = HTTPS) => {
    const choice = proxyOfEnvironment(url, environment)
    return choice?.kind === 'proxy' ? choice.uri : choice?.kind
  }

  it('[NW1] is read as curl reads it, in either case', () => {
    expect(of({})).toBeUndefined()
    expect(of({ https_proxy: '' })).toBeUndefined()
    expect(of({ https_proxy: 'http://proxy:3128' })).toBe('http://proxy:3128')
    expect(of({ HTTPS_PROXY: 'proxy:3128' })).toBe('http://proxy:3128')
    expect(of({ all_proxy: 'https://u:p@proxy' })).toBe('https://u:p@proxy')
    expect(of({ http_proxy: 'proxy:1' })).toBeUndefined()
    expect(of({ http_proxy: 'proxy:1' }, new URL('http://h/'))).toBe('http://proxy:1')
  })

  it.each([
    ['*', 'direct'],
    ['example.org', 'direct'],
    ['.example.org', 'direct'],
    ['*.example.org', 'direct'],
    ['other, data.example.org', 'direct'],
    ['DATA.example.org:443', 'direct'],
    ['data.example.org:8443', 'http://proxy'],
    ['ample.org', 'http://proxy'],
    ['', 'http://proxy'],
  ])('[NW1] no_proxy %j: %s', (exceptions, expected) => {
    expect(of({ https_proxy: 'http://proxy', no_proxy: exceptions })).toBe(expected)
  })

  it('[NW2] one that cannot be used is named without its login', () => {
    const choice = proxyOfEnvironment(HTTPS, { all_proxy: 'socks5://ann:hush@proxy:1080' })
    expect(choice).toEqual({ kind: 'unread', what: 'socks5://proxy:1080' })
  })

  it('[NW1] hosts of this machine are known', () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', 'a.localhost'])
      expect(isLoopback(host)).toBe(true)
    for (const host of ['127.0.0.1.example.org', 'local', 'example.org']) expect(isLoopback(host)).toBe(false)
  })
})

describe('a list of a proxy script', () => {
  it.each([
    ['DIRECT', { kind: 'direct' }],
    ['', { kind: 'direct' }],
    ['PROXY p:8080; DIRECT', { kind: 'proxy', uri: 'http://p:8080' }],
    ['HTTPS p:443', { kind: 'proxy', uri: 'https://p:443' }],
    ['SOCKS5 s:1080; PROXY p:8080', { kind: 'proxy', uri: 'http://p:8080' }],
    ['SOCKS5 s:1080; DIRECT', { kind: 'direct' }],
    ['SOCKS5 s:1080', { kind: 'unread', what: 'SOCKS5 s:1080' }],
  ])('[NW1, NW2] %j', (list, choice) => {
    expect(readProxyList(list)).toEqual(choice)
  })

  it('[NW2] whatever is given, the outcome is a choice', () => {
    fc.assert(fc.property(fc.string(), (text) => readProxyList(text).kind !== undefined))
    const environment = fc.record({ https_proxy: fc.string(), no_proxy: fc.string() })
    fc.assert(fc.property(environment, (given) => void proxyOfEnvironment(HTTPS, given)))
  })
})
