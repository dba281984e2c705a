import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron as electron } from '@playwright/test'
import { ICON_SIZES, iconFile } from './icons.ts'

/** Up to this size, pixels, the simpler drawing is the clearer one. */
const SMALL_MAX = 64

/** An Electron app that shows nothing: its window is told what to draw. */
const BLANK = `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => new BrowserWindow({ width: 800, height: 800, useContentSize: true, transparent: true, frame: false }).loadURL('about:blank'))`

/**
 * Draws assets/icon/*.png from the two SVG files, in an Electron (its executable). Run by hand after a change
 * of the drawings: `node packaging/draw-icons.ts <Electron>`, under Node 24.
 */
async function drawIcons(executablePath: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-icons-'))
  await writeFile(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'icons', version: '0.0.0', main: 'main.cjs' }),
  )
  await writeFile(path.join(folder, 'main.cjs'), BLANK)
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const args = [...flags, '--force-device-scale-factor=1', '--force-color-profile=srgb', folder]
  const app = await electron.launch({ executablePath, args })
  try {
    const page = await app.firstWindow()
    for (const size of ICON_SIZES) {
      const name = size <= SMALL_MAX ? 'skein-small.svg' : 'skein.svg'
      const svg = await readFile(path.join('assets', 'icon', name), 'utf8')
      await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
      await page.locator('svg').screenshot({ path: iconFile(size), omitBackground: true })
    }
  } finally {
    await app.close()
    await rm(folder, { recursive: true, force: true })
  }
}

await drawIcons(process.argv[2] ?? '')
