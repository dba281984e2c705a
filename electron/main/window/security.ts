import { app, type Session, type WebContents } from 'electron'
import { isOwnUrl, type PageOrigin } from './origin.ts'

/** Applies to every web contents that is ever made: no webview, no other window, no other page. */
export function guardContents(own: PageOrigin): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event, url) => {
      if (!isOwnUrl(url, own)) event.preventDefault()
    })
    contents.on('will-redirect', (event, url) => {
      if (!isOwnUrl(url, own)) event.preventDefault()
    })
    // Data channels would be a way out that no connect-src closes.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
}

/** URLs that no page of ours asks for; the policy of the page forbids them already, this is the second lock. */
const NETWORK_URLS = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*']

/** No permission, no device, no download, no network for whatever runs in a window. */
export function guardSession(session: Session, own: PageOrigin): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest({ urls: NETWORK_URLS }, (details, answer) => {
    answer({ cancel: !isDevRequest(details.url, own) })
  })
}

/** The dev server speaks http and, for hot reload, ws on the same host and port. */
function isDevRequest(url: string, own: PageOrigin): boolean {
  return isOwnUrl(url.replace(/^ws:/, 'http:'), own)
}
