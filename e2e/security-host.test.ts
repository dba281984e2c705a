import { resolve } from 'node:path'
import { expect } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { test } from './support/launch-app.ts'
import { serveFolder } from './support/local-server.ts'
import { expectUntouched, openJpeg } from './support/security.ts'

/** Everything that the page may ask of the host: a new name here is a decision about security. */
const HOST_NAMES = [
  'beginImport',
  'beginSave',
  'cancelSample',
  'cancelSave',
  'chooseFile',
  'chooseFolder',
  'closeSource',
  'connectStore',
  'copyText',
  'endSave',
  'forgetDataset',
  'forgetStore',
  'makeSample',
  'onCommand',
  'openBelow',
  'openExternal',
  'openInstead',
  'openSource',
  'pathOfDropped',
  'recentDatasets',
  'rememberDataset',
  'reportView',
  'requestBytePorts',
  'requestJournalPort',
  'requestTransportPort',
  'saveText',
  'scaleInterface',
  'showUpdates',
  'startUp',
  'stopImport',
  'storeSession',
  'writeSave',
]

test('[SE11] nothing outside the page’s folder comes over app://', async ({ launch }) => {
  const { electron } = await openJpeg(launch)
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
  const server = await serveFolder(fixture('fib25'), 0)
  try {
    const { page, electron } = await openJpeg(launch)
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
    // By the main process: Playwright would wait for the end of the navigations that were stopped.
    const after = () =>
      electron.evaluate(async ({ BrowserWindow }) => {
        const windows = BrowserWindow.getAllWindows()
        const contents = windows[0]?.webContents
        const view: unknown = await contents?.executeJavaScript('document.documentElement.dataset.view')
        return { windows: windows.length, url: contents?.getURL(), view }
      })
    await expect.poll(after).toEqual({ windows: 1, url: 'app://skein/index.html', view: 'complete' })
    expectUntouched(server)
  } finally {
    await server.close()
  }
})

test('[SE13] every permission is denied', async ({ launch }) => {
  const { page } = await openJpeg(launch)
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
  const { page, electron } = await openJpeg(launch)
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

test('[SE16] the host serves one window alone: another on the same page is refused', async ({ launch }) => {
  const { electron } = await openJpeg(launch)
  const preload = resolve('build/main/preload.cjs')
  const said = await electron.evaluate(async ({ BrowserWindow }, path) => {
    const window = new BrowserWindow({ show: false, webPreferences: { preload: path, sandbox: true } })
    await window.loadURL('app://skein/index.html')
    const call = 'window.host.startUp().then(JSON.stringify, (error) => error.message)'
    const answer: unknown = await window.webContents.executeJavaScript(call)
    window.destroy()
    return answer
  }, preload)
  expect(said).toContain('The host refused a call: it comes from another window')
})

test('[SE15] the host refuses what is outside its contract', async ({ launch }) => {
  const { page } = await openJpeg(launch)
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
