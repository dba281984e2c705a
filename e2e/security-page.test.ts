import { readdirSync } from 'node:fs'
import { expect, type Page, type Worker } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { test } from './support/launch-app.ts'
import { serveFolder } from './support/local-server.ts'
import { expectUntouched, openJpeg } from './support/security.ts'

/**
 * Runs the body of a function as a script of the page itself: from a timer, where the driver's own leave to evaluate is gone.
 * Answers what it returns or the name of what it throws, and the directives that were violated meanwhile.
 */
async function runInPage(page: Page, attempt: () => unknown): Promise<{ outcome: unknown; violated: string[] }> {
  return page.evaluate(`new Promise((resolve) => {
    const violated = []
    document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective))
    setTimeout(async () => {
      let outcome
      try { outcome = await (${attempt.toString()})() } catch (error) { outcome = error.name }
      setTimeout(() => resolve({ outcome, violated: [...new Set(violated)] }), 0)
    }, 0)
  })`)
}

test('[SE8] the page builds no code: no eval, no inline script, no script from elsewhere, no wasm', async ({
  launch,
}) => {
  const { page } = await openJpeg(launch)
  expect(await runInPage(page, () => Number('1'))).toEqual({ outcome: 1, violated: [] })
  const byText = { outcome: 'EvalError', violated: ['script-src'] }
  expect(await runInPage(page, () => Reflect.apply(Reflect.get(window, 'eval'), window, ['1']))).toEqual(byText)
  expect(await runInPage(page, () => new Function('return 1')())).toEqual(byText)
  const wasm = await runInPage(page, () => WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)))
  expect(wasm.outcome).toBe('CompileError')
  const refusedScript = (make: string) =>
    page.evaluate<{ ran: boolean; violated: string }>(`new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve({ ran: 'ran' in window, violated: event.effectiveDirective }), { once: true })
      ${make}
    })`)
  const element = `const script = document.createElement('script');`
  const inline = await refusedScript(`${element} script.textContent = 'window.ran = 1'; document.head.append(script)`)
  expect(inline).toEqual({ ran: false, violated: 'script-src-elem' })
  const source = "URL.createObjectURL(new Blob(['window.ran = 1'], { type: 'text/javascript' }))"
  const blob = await refusedScript(`${element} script.src = ${source}; document.head.append(script)`)
  expect(blob).toEqual({ ran: false, violated: 'script-src-elem' })
  const data = await refusedScript(
    `${element} script.src = 'data:text/javascript,window.ran=1'; document.head.append(script)`,
  )
  expect(data).toEqual({ ran: false, violated: 'script-src-elem' })
  const attribute = await refusedScript(
    `const button = document.createElement('button'); button.setAttribute('onclick', 'window.ran = 1'); document.body.append(button); button.click()`,
  )
  expect(attribute).toEqual({ ran: false, violated: 'script-src-attr' })
  const worker = await refusedScript(`try { new Worker(${source}) } catch {}`)
  expect(worker).toEqual({ ran: false, violated: 'worker-src' })
})

test('[SE9] nothing reaches the network: not by the page, not by its workers', async ({ launch }) => {
  const server = await serveFolder(fixture('fib25'), 0)
  try {
    const { page } = await openJpeg(launch)
    expect(await page.evaluate(tryEveryWay, server.url)).toEqual({
      fetch: 'TypeError',
      xhr: 'error',
      webSocket: 'error',
      eventSource: 'error',
      beacon: true,
    })
    for (const directive of WAYS) {
      await expect.poll(() => page.evaluate(() => document.body.dataset['violated']), directive).toContain(directive)
    }
    await expect.poll(() => page.workers().length).toBeGreaterThanOrEqual(3)
    for (const worker of page.workers()) {
      expect(await worker.evaluate((url) => fetch(url).then(String, (error: Error) => error.name), server.url)).toBe(
        'TypeError',
      )
      expect(await worker.evaluate(importFrom, server.url)).not.toBe('loaded')
    }
    expectUntouched(server)
  } finally {
    await server.close()
  }
})

/** What the page's policy names when it stops each way to the network. */
const WAYS = [
  'connect-src',
  'img-src',
  'style-src-elem',
  'font-src',
  'media-src',
  'frame-src',
  'object-src',
  'form-action',
]

function importFrom(url: string): string {
  try {
    // A module worker has none, and says so by a TypeError: either way nothing is loaded.
    Reflect.get(globalThis, 'importScripts').call(globalThis, `${url}/x.js`)
    return 'loaded'
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
}

/** Runs in the page: each way to reach a server, and which directives stopped them. */
async function tryEveryWay(url: string) {
  const { dataset } = document.body
  document.addEventListener('securitypolicyviolation', (event) => {
    dataset['violated'] = `${dataset['violated'] ?? ''} ${event.effectiveDirective}`
  })
  const ended = (target: EventTarget) =>
    new Promise<string>((resolve) => {
      for (const kind of ['error', 'load', 'open', 'message']) target.addEventListener(kind, () => resolve(kind))
    })
  const attempt = async (make: () => Promise<string>) => {
    try {
      return await make()
    } catch {
      return 'error'
    }
  }
  const outcomes = {
    fetch: await fetch(url).then(
      () => 'loaded',
      (error: Error) => error.name,
    ),
    xhr: await attempt(() => {
      const request = new XMLHttpRequest()
      const done = ended(request)
      request.open('GET', url)
      request.send()
      return done
    }),
    webSocket: await attempt(() => ended(new WebSocket(url.replace('http', 'ws')))),
    eventSource: await attempt(() => ended(new EventSource(url))),
    // It answers that it was queued; what counts is that it never arrives.
    beacon: navigator.sendBeacon(url, 'x'),
  }
  const append = (name: string, attributes: Record<string, string>) => {
    const element = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    document.body.append(element)
    return element
  }
  append('img', { src: `${url}/x.png` })
  append('link', { rel: 'stylesheet', href: `${url}/x.css` })
  append('link', { rel: 'prefetch', href: `${url}/x.js` })
  append('link', { rel: 'preconnect', href: url })
  append('video', { src: `${url}/x.mp4` })
  append('iframe', { src: url })
  append('object', { data: url, type: 'text/html' })
  const font = new FontFace('Other', `url(${url}/x.woff2)`)
  await font.load().catch(() => undefined)
  const form = append('form', { action: url, method: 'post' })
  if (form instanceof HTMLFormElement) form.submit()
  const image = new Image()
  const failed = ended(image)
  image.src = `${url}/last.png`
  await failed
  return outcomes
}

test('[SE10] eval is the gl worker’s alone, WebAssembly the decode workers’', async ({ launch }) => {
  const { page, electron } = await openJpeg(launch)
  const rights = (worker: Worker) =>
    worker.evaluate<{ eval: string; wasm: string }>(`new Promise((resolve) => setTimeout(async () => {
      let byText = 'allowed'
      try { new Function('return 1')() } catch (error) { byText = error.name }
      const wasm = await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)).then(() => 'allowed', (error) => error.name)
      resolve({ eval: byText, wasm })
    }, 0))`)
  const found = new Map<string, unknown>()
  for (const worker of page.workers()) found.set(new URL(worker.url()).pathname, await rights(worker))
  expect(found.get('/decode.worker.js')).toEqual({ eval: 'EvalError', wasm: 'allowed' })
  expect(found.get('/gl.worker.js')).toMatchObject({ eval: 'allowed' })
  for (const [path, allowed] of found) {
    if (path === '/decode.worker.js' || path === '/gl.worker.js') continue
    expect(allowed, path).toEqual({ eval: 'EvalError', wasm: 'CompileError' })
  }
  const names = readdirSync('build/page', { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'))
  const policies = await electron.evaluate(
    async ({ net }, files) =>
      Promise.all(
        files.map(async (file) => {
          const response = await net.fetch(`app://skein/${file}`)
          return { file, policy: response.headers.get('content-security-policy') ?? '' }
        }),
      ),
    names,
  )
  expect(policies.map(({ file }) => file)).toContain('index.html')
  const withRight = (right: string) => policies.filter(({ policy }) => policy.includes(right)).map(({ file }) => file)
  expect(withRight("'unsafe-eval'")).toEqual(['gl.worker.js'])
  expect(withRight("'wasm-unsafe-eval'")).toEqual(['decode.worker.js'])
  expect(withRight("'unsafe-inline'")).toEqual([])
  for (const { file, policy } of policies) expect(policy, file).toMatch(/^default-src 'none'/)
  expect(policies.find(({ file }) => file === 'index.html')?.policy).toContain("connect-src 'none'")
})
