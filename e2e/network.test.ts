import { readFile } from 'node:fs/promises'
import http from 'node:http'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { test, waitForView } from './support/launch-app.ts'
import { pressOnPage } from './support/steer.ts'
import { CORNER, copySmall } from './support/volume-copy.ts'

const VIEW = ['--layout', 'xy', '--position', CORNER, '--scale', '5', '--size', '1280x800']

/** A server on this machine with the files of a folder; `isAllowed` says whether a request may have its file. */
async function serve(folder: string, isAllowed: (request: http.IncomingMessage) => boolean) {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://none')
    if (!isAllowed(request)) return void response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>')
    readFile(join(folder, decodeURIComponent(pathname))).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { host: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, close }
}

test('[CR5] a private bucket opens with the login of the environment, and without one says where it was looked for', async ({
  launch,
  folder,
}) => {
  copySmall(folder, 'em')
  const logins: string[] = []
  const server = await serve(folder, ({ headers }) => {
    logins.push(/Credential=([^/]*)/.exec(headers.authorization ?? '')?.[1] ?? 'none')
    return headers.authorization !== undefined
  })
  const location = `s3+http://${server.host}/em`
  try {
    const env = { HOME: folder, AWS_ACCESS_KEY_ID: 'AKTEST', AWS_SECRET_ACCESS_KEY: 'hush' }
    const { page } = await launch({ args: ['--open', location, ...VIEW], env })
    await waitForView(page)
    await expect(page.getByText('4/4 chunks')).toBeVisible()
    await expect(page).toHaveTitle('em – Skein')
    expect(logins.slice(0, 2)).toEqual(['none', 'AKTEST'])
    expect(new Set(logins.slice(1))).toEqual(new Set(['AKTEST']))
    expect(await page.content()).not.toMatch(/hush|AKTEST/)
    const without = { HOME: folder, AWS_ACCESS_KEY_ID: '', AWS_PROFILE: '' }
    const { page: refused } = await launch({ args: ['--open', location, ...VIEW], env: without })
    await expect(refused.getByRole('alert')).toContainText(
      /Access was refused.*no login was found: .*AWS_ACCESS_KEY_ID/,
    )
    await refused.screenshot({ path: '.cache/pictures/no-login.png' })
  } finally {
    await server.close()
  }
})

test('[NW1] an address elsewhere is reached over the proxy that a script of the system names', async ({
  launch,
  folder,
}) => {
  const volume = copySmall(folder, 'em')
  const asked: string[] = []
  const proxy = await serve(folder, ({ url = '' }) => asked.push(url) > 0)
  const none = { http_proxy: '', HTTP_PROXY: '', all_proxy: '', ALL_PROXY: '' }
  try {
    const { page, electron } = await launch({ args: ['--open', volume, ...VIEW], env: none })
    await waitForView(page)
    const script = `function FindProxyForURL(url, host) { return host == 'store.test' ? 'PROXY ${proxy.host}' : 'DIRECT' }`
    const pacScript = `data:application/x-ns-proxy-autoconfig;base64,${Buffer.from(script).toString('base64')}`
    await electron.evaluate(({ session }, url) => session.defaultSession.setProxy({ pacScript: url }), pacScript)
    await pressOnPage(page, 'Control+Shift+O')
    await page.getByRole('textbox', { name: 'Address of a volume' }).fill('http://store.test/em')
    await page.screenshot({ path: '.cache/pictures/open-url.png' })
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await expect.poll(() => asked.length).toBeGreaterThanOrEqual(5)
    await waitForView(page)
    await expect(page.getByText(/^[1-9]\d*\/[1-9]\d* chunks$/)).toBeVisible()
    for (const url of asked) expect(url).toMatch(/^http:\/\/store\.test\/em\//)
  } finally {
    await proxy.close()
  }
})
