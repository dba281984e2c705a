import path from 'node:path'
import { buildElectronSide } from './build.mjs'
import { runApp } from './lib/app-process.mjs'
import { underNode24 } from './lib/dependencies.mjs'
import { needsVirtualDisplay, startVirtualDisplay } from './lib/display.mjs'
import { root, runMain, SetUpError } from './lib/process.mjs'
import { setUp } from './setup.mjs'

/** The app with its page from vite's server, where what is edited shows at once. */
async function dev() {
  const electron = await setUp()
  await buildElectronSide()
  const { createServer } = await import('vite')
  const configFile = path.join(root, 'vite.page.config.ts')
  const server = await createServer({ configFile, root: path.join(root, 'renderer', 'page') })
  await server.listen()
  const address = server.resolvedUrls?.local[0]
  if (address === undefined) throw new SetUpError('The development server has no address.')
  console.error(`The page comes from ${address}`)

  const virtual = needsVirtualDisplay() ? await startVirtualDisplay({ forOneApp: true }) : undefined
  if (virtual !== undefined) console.error(`There is no display: the app draws on a virtual one (${virtual.display}).`)
  const args = process.argv.slice(2)
  const folder = process.env['INIT_CWD'] ?? process.cwd()
  const display = virtual ? { DISPLAY: virtual.display } : {}
  const env = { ...process.env, SKEIN_DEV_URL: address, ...display }
  try {
    return await runApp(electron.executable, [...electron.flags, root, ...args], env, folder)
  } finally {
    virtual?.stop()
    await server.close()
  }
}

await runMain(() => underNode24(dev))
