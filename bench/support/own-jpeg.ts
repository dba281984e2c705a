import { createRequire } from 'node:module'
import path from 'node:path'
import { build } from 'vite'
import type { createJpegDecoder, JpegDecoder } from '../../renderer/decode/jpeg.ts'
import { cacheFolder } from './cache-folder.ts'

/** The app's JPEG decoder, bundled as for its worker: it imports its wasm file in a way that only Vite knows. */
export async function loadOwnJpegDecoder(): Promise<JpegDecoder> {
  const outDir = path.join(cacheFolder, 'own-jpeg')
  await build({
    configFile: false,
    root: path.join(import.meta.dirname, '..', '..'),
    logLevel: 'error',
    build: {
      ssr: 'renderer/decode/jpeg.ts',
      outDir,
      emptyOutDir: true,
      target: 'esnext',
      // In Node, the code of Emscripten needs `__dirname`.
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'jpeg.cjs' } },
    },
    ssr: { noExternal: true },
  })
  const module: unknown = createRequire(import.meta.url)(path.join(outDir, 'jpeg.cjs'))
  if (!isJpegModule(module)) throw new Error('the bundle of renderer/decode/jpeg.ts has no createJpegDecoder')
  return module.createJpegDecoder()
}

function isJpegModule(module: unknown): module is { readonly createJpegDecoder: typeof createJpegDecoder } {
  return typeof module === 'object' && module !== null && typeof Reflect.get(module, 'createJpegDecoder') === 'function'
}
