import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createLimiter } from './limiter.ts'
import { createFileSource } from './sources/file/file-source.ts'
import { createHttpClient } from './sources/http/http-client.ts'
import { createHttpSource } from './sources/http/http-source.ts'
import { describeByteSource, memorySource } from './testing/byte-source-conformance.ts'
import { serveContents, startServer } from './testing/fault-server.ts'
import { withInflating } from './wrappers/with-inflating.ts'

type Contents = Readonly<Record<string, Uint8Array>>
const nothing = async () => {}

async function onDisk(contents: Contents, zipped: boolean) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'skein-source-')))
  for (const [key, bytes] of Object.entries(contents)) {
    const file = join(root, zipped ? `${key}.gz` : key)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, zipped ? gzipSync(bytes) : bytes)
  }
  const source = withInflating(
    createFileSource({ root, realRoot: root, folder: [], realFolder: root, limiter: createLimiter(4) }),
  )
  return { source, close: () => rm(root, { recursive: true }) }
}

async function onServer(handlerOf: typeof serveContents, contents: Contents) {
  const server = await startServer(handlerOf(contents))
  const client = createHttpClient({ atOnce: 8 })
  const close = async () => {
    client.close()
    await server.close()
  }
  return { source: withInflating(createHttpSource({ base: server.url, client })), close }
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

describeByteSource('a Map', async (contents) => ({ source: new Map(Object.entries(contents)), close: nothing }), {
  options: false,
})
describeByteSource('the source of tests', async (contents) => ({
  source: memorySource(new Map(Object.entries(contents))),
  close: nothing,
}))
describeByteSource('a folder', (contents) => onDisk(contents, false))
describeByteSource('a folder of .gz files', (contents) => onDisk(contents, true))
describeByteSource('a URL', (contents) => onServer(serveContents, contents))
describeByteSource('a URL that ignores ranges and zips', (contents) => onServer(serveZipped, contents))
describeByteSource('a URL that ignores ranges and says no length', (contents) => onServer(serveWhole, contents))
