import { readdirSync } from 'node:fs'
import { expect, type Page, type Worker } from '@playwright/test'
import { type App, test, waitForView } from './support/launch-app.ts'
import { type LocalServer, serveFolder } from './support/local-server.ts'
import { realData } from './support/small-reader.ts'

/** Everything that the page may ask of the host: a new name here is a decision about security. */
const HOST_NAMES = [
  'chooseFolder',
  'closeSource',
  'copyText',
  'forgetDataset',
  'onCommand',
  'openExternal',
  'openSource',
  'pathOfDropped',
  'recentDatasets',
  'rememberDataset',
  'reportView',
  'requestBytePorts',
  'requestJournalPort',
  'startUp',
]

async function openApp(launch: (options: { args: string[] }) => Promise<App>): Promise<App> {
  const app = await launch({ args: ['--open', realData('fib25/em-jpeg')] })
  await waitForView(app.page)
  return app
}

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
  const { page } = await openApp(launch)
  expect(await runInPage(page, () => Number('1'))).toEqual({ outcome: 1, violated: [] })
  const byText = { outcome: 'EvalError', violated: ['script-src'] }
  // biome-ignore lint/security/noGlobalEval: that it is refused is what is tested
  expect(await runInPage(page, () => eval('1'))).toEqual(byText)
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
  const server = await serveFolder(realData('fib25'), 0)
  try {
    const { page } = await openApp(launch)
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
    expect(page.workers().length).toBeGreaterThanOrEqual(3)
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

function expectUntouched(server: LocalServer): void {
  expect(server.requests).toEqual([])
}

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
  const { page, electron } = await openApp(launch)
  const rights = (worker: Worker) =>
    worker.evaluate<{ eval: string; wasm: string }>(`new Promise((resolve) => setTimeout(async () => {
      let byText = 'allowed'
      try { new Function('return 1')() } catch (error) { byText = error.name }
      const wasm = await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)).then(() => 'allowed', (error) => error.name)
      resolve({ eval: byText, wasm })
    }, 0))`)
  const found = new Map<string, unknown>()
  for (const worker of page.workers()) found.set(new URL(worker.url()).pathname, await rights(worker))
  expect([...found.keys()].sort()).toEqual(['/decode.worker.js', '/gl.worker.js'])
  expect(found.get('/decode.worker.js')).toEqual({ eval: 'EvalError', wasm: 'allowed' })
  expect(found.get('/gl.worker.js')).toMatchObject({ eval: 'allowed' })
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

test('[SE11] nothing outside the page’s folder comes over app://', async ({ launch }) => {
  const { electron } = await openApp(launch)
  const paths = [
    '../main/main.cjs',
    '%2e%2e/main/main.cjs',
    '..%2fmain%2fmain.cjs',
    '%2e%2e%2fmain%2fmain.cjs',
    '..%5cmain%5cmain.cjs',
    'assets/..%2f..%2fmain/main.cjs',
    '%252e%252e%252fmain%252fmain.cjs',
    '/etc/passwd',
    '%2fetc%2fpasswd',
    '..%2f..%2fpackage.json',
  ]
  const answers = await electron.evaluate(
    async ({ net }, wanted) =>
      Promise.all(
        wanted.map(async (path) => {
          const response = await net.fetch(`app://skein/${path}`)
          return { path, status: response.status, length: (await response.arrayBuffer()).byteLength }
        }),
      ),
    paths,
  )
  for (const { path, status, length } of answers) {
    expect([400, 403, 404], `${path}: ${status}`).toContain(status)
    expect(length, path).toBe(0)
  }
  const posted = await electron.evaluate(
    async ({ net }) => (await net.fetch('app://skein/index.html', { method: 'POST', body: 'x' })).status,
  )
  expect(posted).toBe(405)
})

test('[SE12] the window stays at its page, and opens no other', async ({ launch }) => {
  const server = await serveFolder(realData('fib25'), 0)
  try {
    const { page, electron } = await openApp(launch)
    expect(await page.evaluate((url) => window.open(url), server.url)).toBeNull()
    expect(await page.evaluate(() => window.open('about:blank'))).toBeNull()
    for (const url of [server.url, 'https://example.org/', 'app://other/index.html', 'mailto:ana@example.org']) {
      const asked = await electron.evaluate(
        ({ BrowserWindow }, to) =>
          new Promise<{ url: string; prevented: boolean }>((resolve) => {
            const contents = BrowserWindow.getAllWindows()[0]?.webContents
            contents?.once('will-navigate', (event, target) =>
              resolve({ url: target, prevented: event.defaultPrevented }),
            )
            contents?.executeJavaScript(`location.assign(${JSON.stringify(to)})`).catch(() => undefined)
          }),
        url,
      )
      expect(asked.url).toContain(url)
      expect(asked.prevented, url).toBe(true)
    }
    const after = await electron.evaluate(async ({ BrowserWindow }) => {
      const windows = BrowserWindow.getAllWindows()
      const contents = windows[0]?.webContents
      const view: unknown = await contents?.executeJavaScript('document.documentElement.dataset.view')
      return { windows: windows.length, url: contents?.getURL(), view }
    })
    expect(after).toEqual({ windows: 1, url: 'app://skein/index.html', view: 'complete' })
    expectUntouched(server)
  } finally {
    await server.close()
  }
})

test('[SE13] every permission is denied', async ({ launch }) => {
  const { page } = await openApp(launch)
  const answers = await page.evaluate(async () => {
    const refused = (promise: Promise<unknown>) =>
      promise.then(
        () => 'granted',
        (error: unknown) => (error instanceof Error ? error.name : 'refused'),
      )
    return {
      notifications: await Notification.requestPermission(),
      position: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          (error) => resolve(error.code),
        ),
      ),
      camera: await refused(navigator.mediaDevices.getUserMedia({ video: true })),
      microphone: await refused(navigator.mediaDevices.getUserMedia({ audio: true })),
      screen: await refused(navigator.mediaDevices.getDisplayMedia({ video: true })),
      clipboard: await refused(navigator.clipboard.readText()),
      midi: await refused(navigator.requestMIDIAccess({ sysex: true })),
    }
  })
  expect(answers.notifications).toBe('denied')
  expect(answers.position, 'PERMISSION_DENIED').toBe(1)
  for (const [name, answer] of Object.entries(answers)) expect(answer, name).not.toBe('granted')
})

test('[SE14] the page has the host’s named functions and nothing of Node; a frame has neither', async ({ launch }) => {
  const { page, electron } = await openApp(launch)
  const found = await page.evaluate(() => {
    const host: unknown = Reflect.get(window, 'host')
    if (typeof host !== 'object' || host === null)
      return { names: [], functions: false, frozen: false, node: [], frame: [] }
    const frame = document.createElement('iframe')
    frame.srcdoc = '<p>inner</p><script>window.ran = 1</script>'
    document.body.append(frame)
    const inner = frame.contentWindow
    return {
      names: Object.keys(host).sort(),
      functions: Object.values(host).every((value) => typeof value === 'function'),
      frozen: Object.isFrozen(host),
      node: ['process', 'require', 'module', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
      frame: ['host', 'require', 'process', 'ran'].filter((name) => inner !== null && name in inner),
    }
  })
  expect(found).toEqual({ names: HOST_NAMES, functions: true, frozen: true, node: [], frame: [] })
  const preferences = await electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const all: unknown = contents && Reflect.get(contents, 'getLastWebPreferences').call(contents)
    return JSON.parse(JSON.stringify(all ?? {}))
  })
  expect(preferences).toMatchObject({
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
  })
})

test('[SE16] the host serves no page but the app’s: not even a blank one in the same window', async ({ launch }) => {
  const { electron } = await openApp(launch)
  const answer = await electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    // Chromium goes to about:blank without asking; it has the preload's functions.
    await contents?.loadURL('about:blank')
    const call = 'window.host.startUp().then(JSON.stringify, (error) => error.message)'
    const said: unknown = await contents?.executeJavaScript(call)
    return { url: contents?.getURL(), said }
  })
  expect(answer.url).toBe('about:blank')
  expect(answer.said).toContain('The host refused a call: its page is not of the app')
})

test('[SE15] the host refuses what is outside its contract', async ({ launch }) => {
  const { page } = await openApp(launch)
  const answers = await page.evaluate(async () => {
    const host: unknown = Reflect.get(window, 'host')
    const call = async (name: string, ...args: unknown[]) => {
      if (typeof host !== 'object' || host === null) return 'no host'
      try {
        const answer: unknown = await Reflect.get(host, name).apply(host, args)
        return JSON.stringify(answer)
      } catch (error) {
        return error instanceof Error ? error.message : String(error)
      }
    }
    return {
      elsewhere: await call('openExternal', 'https://example.org/'),
      file: await call('openExternal', 'file:///etc/passwd'),
      command: await call('openExternal', 'javascript:alert(1)'),
      noText: await call('openSource', 5),
      prototype: await call('openSource', { toString: 'x' }),
      ports: await call('requestBytePorts', 100_000),
    }
  })
  for (const name of ['elsewhere', 'file', 'command'] as const) expect(answers[name], name).toContain('"ok":false')
  expect(answers.noText).toContain('openSource expects a folder or a URL')
  expect(answers.prototype).toContain('openSource expects a folder or a URL')
  expect(answers.ports).toContain('requestBytePorts expects a whole number')
})
