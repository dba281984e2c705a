import { app, type BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron'
import type { HostCommand } from '../../shared/contracts/host-api.ts'

/**
 * Replaces Electron's default menu, whose keys (reload, zoom, close, full screen) would act beside the page's own.
 * Labels have no mnemonics: Alt with a letter belongs to the page.
 */
export function installMenu(
  send: (command: HostCommand) => void,
  developing: boolean,
  moreHelp: readonly MenuItemConstructorOptions[],
): void {
  const file: MenuItemConstructorOptions = {
    label: 'File',
    submenu: [
      { label: 'Open folder…', accelerator: 'CmdOrCtrl+O', click: () => send({ kind: 'open-folder' }) },
      { type: 'separator' },
      { role: 'quit', label: 'Quit', accelerator: 'CmdOrCtrl+Q' },
    ],
  }
  const help: MenuItemConstructorOptions = {
    label: 'Help',
    submenu: [
      { label: 'Keys and help', accelerator: 'F1', click: () => send({ kind: 'show-help' }) },
      ...moreHelp,
      { type: 'separator' },
      { label: 'About Skein', click: () => app.showAboutPanel() },
    ],
  }
  const develop: MenuItemConstructorOptions = {
    label: 'Develop',
    submenu: [
      { role: 'reload', accelerator: 'F5' },
      { role: 'toggleDevTools', accelerator: 'F12' },
    ],
  }
  // On macOS the clipboard keys of text fields work only through a menu.
  const edit: MenuItemConstructorOptions = {
    label: 'Edit',
    submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
  }
  const menus = process.platform === 'darwin' ? [{ role: 'appMenu' } as const, file, edit, help] : [file, help]
  Menu.setApplicationMenu(Menu.buildFromTemplate([...menus, ...(developing ? [develop] : [])]))
}

/** Shows entries where the pointer is: on Linux and Windows the menu bar is not on screen. */
export function popUp(window: BrowserWindow, entries: readonly MenuItemConstructorOptions[]): void {
  if (entries.length > 0) Menu.buildFromTemplate([...entries]).popup({ window })
}
