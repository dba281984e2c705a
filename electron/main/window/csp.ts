/**
 * The Content-Security-Policy of each response on app://, by its name under build/page. The page has no network
 * and builds no code from text. regl builds its draw commands with `Function`, so the gl worker alone may do that;
 * decoders of chunks are WebAssembly, so decode workers alone may compile it. Neither may load anything from elsewhere.
 */
export function contentSecurityPolicy(name: string): string {
  switch (name) {
    case 'index.html':
      return PAGE_POLICY
    case 'gl.worker.js':
      return "default-src 'none'; script-src 'self' 'unsafe-eval'"
    case 'decode.worker.js':
      return "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"
    case 'edit.worker.js':
    case 'export.worker.js':
    case 'shapes.worker.js':
    case 'state.worker.js':
      return "default-src 'none'; script-src 'self'"
    default:
      return "default-src 'none'"
  }
}

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "worker-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
