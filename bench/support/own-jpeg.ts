import type { createJpegDecoder, JpegDecoder } from '../../renderer/decode/jpeg.ts'
import { loadOwnModule } from './own-module.ts'

/** The app's JPEG decoder. */
export async function loadOwnJpegDecoder(): Promise<JpegDecoder> {
  const module = await loadOwnModule('jpeg')
  if (!isJpegModule(module)) throw new Error('the bundle of renderer/decode/jpeg.ts has no createJpegDecoder')
  return module.createJpegDecoder()
}

function isJpegModule(module: unknown): module is { readonly createJpegDecoder: typeof createJpegDecoder } {
  return typeof module === 'object' && module !== null && typeof Reflect.get(module, 'createJpegDecoder') === 'function'
}
