import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow, dialog, type MenuItemConstructorOptions, session, shell } from 'electron'
import originalFs from 'original-fs'
import { messageOf } from '../../../shared/problem.ts'
import { installedAs } from './installed-as.ts'
import { type Prepared, putInPlace } from './put-in-place.ts'
import { automaticUpdates, readFeedSource } from './update-settings.ts'
import { createUpdater, type UpdateDialogs } from './updater.ts'

/** A session of its own, in memory: the page's session lets nothing out. */
const PARTITION = 'updates'

/**
 * Wires the updater to the window.
 * @returns the entries of the menu Help; none in a package without a feed, and none in a checkout
 */
export function startUpdates(window: BrowserWindow): readonly MenuItemConstructorOptions[] {
  const source = app.isPackaged ? readFeedSource(app.getAppPath()) : undefined
  if (source === undefined) return []
  const { kind, place } = installedAs(process.platform, process.execPath, process.env['APPIMAGE'], mayChange)
  const automatic = automaticUpdates(join(app.getPath('userData'), 'update.json'), kind !== undefined)
  const updater = createUpdater({
    source,
    installed: { version: app.getVersion(), platform: process.platform, arch: process.arch, kind },
    place,
    downloads: join(app.getPath('userData'), 'updates'),
    fetch: (address, options) => session.fromPartition(PARTITION, { cache: false }).fetch(address, options),
    fs: originalFs,
    dialogs: dialogsOf(window),
    prepared: atTheEnd,
  })
  if (automatic.isOn()) void updater.check(false)
  return [
    { type: 'separator' },
    { label: 'Check for updates…', click: () => void updater.check(true) },
    { label: 'Cancel the download of an update', click: () => updater.cancel() },
    {
      label: 'Check for updates at every start',
      type: 'checkbox',
      checked: automatic.isOn(),
      click: ({ checked }) => automatic.set(checked),
    },
  ]
}

function mayChange(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function dialogsOf(window: BrowserWindow): UpdateDialogs {
  return {
    tell: async (message) => {
      await dialog.showMessageBox(window, { message, title: 'Update', buttons: ['OK'] })
    },
    ask: async (message, yes) => {
      const options = { message, title: 'Update', buttons: [yes, 'Later'], defaultId: 0, cancelId: 1 }
      return (await dialog.showMessageBox(window, options)).response === 0
    },
    progress: (part) => {
      if (!window.isDestroyed()) window.setProgressBar(part ?? -1)
    },
    reveal: (file) => shell.showItemInFolder(file),
  }
}

/** Two renames as the app ends; its files stay readable to the processes that still run. */
function atTheEnd(prepared: Prepared, restart: boolean): void {
  app.once('will-quit', () => {
    try {
      putInPlace(originalFs, prepared)
    } catch (error) {
      const reason = messageOf(error)
      process.stderr.write(`The update was not put in place: ${reason}\n`)
      return
    }
    if (restart) app.relaunch(prepared.kind === 'appimage' ? { execPath: prepared.installed } : {})
  })
  if (restart) app.quit()
}
