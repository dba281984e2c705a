import { readFile } from 'node:fs/promises'
import { protocol, type Session } from 'electron'
import { contentSecurityPolicy } from './csp.ts'
import { APP_HOST, APP_SCHEME } from './origin.ts'
import { findPageFile } from './page-files.ts'
import { STOPPED_PATH, stoppedPage } from './stopped-page.ts'

/** Must run once, before the app is ready. */
export function registerSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the built page on app://, read-only, each response under its own policy. */
export function serveApp(session: Session, pageFolder: string): void {
  session.protocol.handle(APP_SCHEME, async (request) => {
    if (request.method !== 'GET') return refusal(405)
    const url = new URL(request.url)
    if (url.host === APP_HOST && url.pathname === STOPPED_PATH) {
      return answer(stoppedPage(url.searchParams.get('reason') ?? ''), 200, 'text/html; charset=utf-8', 'stopped')
    }
    const file = await findPageFile(request.url, pageFolder)
    if (file.kind === 'refused') return refusal(file.status)
    try {
      return answer(await readFile(file.path), 200, file.mime, file.name)
    } catch {
      return refusal(404)
    }
  })
}

function refusal(status: number): Response {
  return answer('', status, 'text/plain; charset=utf-8', '')
}

function answer(body: string | Uint8Array<ArrayBuffer>, status: number, mime: string, name: string): Response {
  return new Response(body, {
    status,
    headers: {
      'Content-Type': mime,
      'Content-Security-Policy': contentSecurityPolicy(name),
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-DNS-Prefetch-Control': 'off',
    },
  })
}
