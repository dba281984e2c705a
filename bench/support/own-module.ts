import { createRequire } from 'node:module'
import path from 'node:path'
import { build } from 'vite'
import { cacheFolder } from './cache-folder.ts'

/** A decoder of `renderer/decode/<name>.ts`, bundled as for its worker: it imports its wasm file in a way that only Vite knows. */
export async function loadOwnModule(name: string): Promise<unknown> {
  const outDir = path.join(cacheFolder, `own-${name}`)
  await build({
    configFile: false,
    root: path.join(import.meta.dirname, '..', '..'),
    logLevel: 'error',
    build: {
      ssr: `renderer/decode/${name}.ts`,
      outDir,
      emptyOutDir: true,
      target: 'esnext',
      // In Node, the code of Emscripten needs `__dirname`.
      rolldownOptions: { output: { format: 'cjs', entryFileNames: `${name}.cjs` } },
    },
    ssr: { noExternal: true },
  })
  return createRequire(import.meta.url)(path.join(outDir, `${name}.cjs`))
}
