import { createServer } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

// A thread that serves one body of `workerData` bytes at every address, and tells its parent on which port.

const body = Buffer.alloc(Number(workerData), 7)
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-length': body.length, etag: '"one"', 'content-type': 'application/octet-stream' })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined)
})
