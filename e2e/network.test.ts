import { readFile } from 'node:fs/promises'
import http from 'node:http'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { test, waitForView } from './support/launch-app.ts'
import { pressOnPage } from './support/steer.ts'
import { CORNER, copySmall } from './support/volume-copy.ts'

const VIEW = ['--layout', 'xy', '--position', CORNER, '--scale', '5', '--size', '1280x800']

test('[NW1] an address elsewhere is reached over the proxy that a script of the system names', async ({
  launch,
  folder,
}) => {
  const volume = copySmall(folder, 'em')
  const asked: string[] = []
  const proxy = http.createServer((request, response) => {
    asked.push(request.url ?? '')
    const { pathname } = new URL(request.url ?? '', 'http://none')
    readFile(join(folder, decodeURIComponent(pathname))).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const none = { http_proxy: '', HTTP_PROXY: '', all_proxy: '', ALL_PROXY: '' }
  try {
    const { page, electron } = await launch({ args: ['--open', volume, ...VIEW], env: none })
    await waitForView(page)
    const script = `function FindProxyForURL(url, host) { return host == 'store.test' ? 'PROXY 127.0.0.1:${port}' : 'DIRECT' }`
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
    proxy.closeAllConnections()
    await new Promise((resolve) => proxy.close(resolve))
  }
})
