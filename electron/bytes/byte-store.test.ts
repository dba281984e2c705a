import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createFileStore } from './files/file-store.ts'
import { createHttpClient } from './http/http-client.ts'
import { createHttpStore } from './http/http-store.ts'
import { createLimiter } from './http/limiter.ts'
import { describeByteStore, memoryStore } from './testing/byte-source-conformance.ts'
import { serveContents, startServer } from './testing/fault-server.ts'

type Contents = Readonly<Record<string, Uint8Array>>
const nothing = async () => {}

async function onDisk(contents: Contents, zipped: boolean) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'skein-store-')))
  for (const [key, bytes] of Object.entries(contents)) {
    const file = join(root, zipped ? `${key}.gz` : key)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, zipped ? gzipSync(bytes) : bytes)
  }
  const store = createFileStore({ root, realRoot: root, folder: [], realFolder: root, limiter: createLimiter(4) })
  return { store, close: () => rm(root, { recursive: true }) }
}

async function onServer(handlerOf: typeof serveContents, contents: Contents) {
  const server = await startServer(handlerOf(contents))
  const client = createHttpClient({ atOnce: 8 })
  const close = async () => {
    client.close()
    await server.close()
  }
  return { store: createHttpStore({ base: server.url, client }), close }
}

/** A server that knows no ranges and zips everything. */
function serveZipped(contents: Contents) {
  return serveContentsWith(contents, { 'content-encoding': 'gzip' }, (bytes) => gzipSync(bytes))
}

/** A server that knows no ranges, and does not say how long its answers are. */
function serveWhole(contents: Contents) {
  return serveContentsWith(contents, { 'transfer-encoding': 'chunked' }, (bytes) => bytes)
}

function serveContentsWith(
  contents: Contents,
  headers: Record<string, string>,
  encode: (bytes: Uint8Array) => Uint8Array,
): ReturnType<typeof serveContents> {
  return (_request, response, path) => {
    const key = path.slice('/volume/'.length).split('/').map(decodeURIComponent).join('/')
    const bytes = Object.hasOwn(contents, key) ? contents[key] : undefined
    if (bytes === undefined) response.writeHead(404).end()
    else response.writeHead(200, headers).end(encode(bytes))
  }
}

describeByteStore('a Map', async (contents) => ({ store: new Map(Object.entries(contents)), close: nothing }), {
  options: false,
})
describeByteStore('the store of tests', async (contents) => ({
  store: memoryStore(new Map(Object.entries(contents))),
  close: nothing,
}))
describeByteStore('a folder', (contents) => onDisk(contents, false))
describeByteStore('a folder of .gz files', (contents) => onDisk(contents, true))
describeByteStore('a URL', (contents) => onServer(serveContents, contents))
describeByteStore('a URL that ignores ranges and zips', (contents) => onServer(serveZipped, contents))
describeByteStore('a URL that ignores ranges and says no length', (contents) => onServer(serveWhole, contents))
