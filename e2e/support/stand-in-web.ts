import { writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { infoOf } from '../../shared/formats/precomputed/info-of.ts'
import type { PrecomputedScale } from '../../shared/formats/precomputed/precomputed-volume.ts'
import type { Vec3 } from '../../shared/geometry.ts'

/** A self-signed certificate for the two hosts that real links name, and its key: for tests alone, valid from 2000 to 2099. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgB/ENkxErmSd2fCSy
LfsULW/ixEJmSWLam8m4Yo0q8xuhRANCAAQBN8CTdCbGckFJFs1pcn+UUXXwFcsM
IZ9dp16bnPZXXPXg83NWAeNzKr/F3MI9vg/3n+NGu2xCM7LSPLpEoIsR
-----END PRIVATE KEY-----
`
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBjzCCATWgAwIBAgIBATAKBggqhkjOPQQDAjATMREwDwYDVQQDDAhzdGFuZC1p
bjAgFw0wMDAxMDEwMDAwMDBaGA8yMDk5MTIzMTAwMDAwMFowEzERMA8GA1UEAwwI
c3RhbmQtaW4wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQBN8CTdCbGckFJFs1p
cn+UUXXwFcsMIZ9dp16bnPZXXPXg83NWAeNzKr/F3MI9vg/3n+NGu2xCM7LSPLpE
oIsRo3gwdjBEBgNVHREEPTA7ghZzdG9yYWdlLmdvb2dsZWFwaXMuY29tgiFib3Nz
ZGItb3Blbi1kYXRhLnMzLmFtYXpvbmF3cy5jb20wDwYDVR0TAQH/BAUwAwEB/zAd
BgNVHQ4EFgQUqk+Kzn/UcBEIvT79KTxaDRBFw3gwCgYIKoZIzj0EAwIDSAAwRQIg
d5gOn5zlJimrs8ALOIoBQuXdXSihc431yCkmKoeLoOcCIQC8NEpDjR88hDihaGhc
ixdv15HD28uHttOWsvkFq/6Qzw==
-----END CERTIFICATE-----
`

/** A volume of one scale that stands in for a public one: every voxel has one value. */
export interface StandIn {
  readonly kind: 'image' | 'segmentation'
  /** Nanometres. */
  readonly resolution: Vec3
  readonly size: Vec3
  readonly value: number
}

const CHUNK = 64

/**
 * Stands in for public stores, by host and folder such as `storage.googleapis.com/bucket/em`. There is no network: whatever the
 * app asks of the web goes to a proxy on this machine, which plays all hosts, over TLS with a certificate of its own.
 */
export async function standInWeb(folder: string, volumes: Readonly<Record<string, StandIn>>) {
  const asked: string[] = []
  const hosts = https.createServer({ key: KEY, cert: CERTIFICATE }, (request, response) => {
    const place = `${request.headers.host}${new URL(request.url ?? '', 'https://none').pathname}`
    asked.push(place)
    const body = bodyOf(place, volumes)
    if (body === undefined) response.writeHead(404).end()
    else response.end(body)
  })
  const proxy = http.createServer((_, response) => void response.writeHead(502).end())
  const tunnels = new Set<Duplex>()
  proxy.on('connect', (_request, socket) => {
    tunnels.add(socket)
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    hosts.emit('connection', socket)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const certificate = join(folder, 'stand-in.pem')
  writeFileSync(certificate, CERTIFICATE)
  const close = async () => {
    // The app keeps its tunnels for a while.
    for (const socket of tunnels) socket.destroy()
    proxy.closeAllConnections()
    await new Promise((resolve) => proxy.close(resolve))
  }
  /** What the app needs to be started with. */
  const env = { HTTPS_PROXY: url, https_proxy: url, NO_PROXY: '', no_proxy: '', NODE_EXTRA_CA_CERTS: certificate }
  return { env, asked, close }
}

function bodyOf(place: string, volumes: Readonly<Record<string, StandIn>>): Buffer | undefined {
  for (const [folder, volume] of Object.entries(volumes)) {
    if (place === `${folder}/info`) return Buffer.from(JSON.stringify(descriptionOf(volume)))
    const box = place.startsWith(`${folder}/s0/`) ? /([\d]+)-(\d+)_(\d+)-(\d+)_(\d+)-(\d+)$/.exec(place) : null
    if (box === null) continue
    const [x0, x1, y0, y1, z0, z1] = box.slice(1).map(Number) as [number, number, number, number, number, number]
    const count = (x1 - x0) * (y1 - y0) * (z1 - z0)
    if (volume.kind === 'image') return Buffer.alloc(count, volume.value)
    return Buffer.from(new BigUint64Array(count).fill(BigInt(volume.value)).buffer)
  }
  return undefined
}

function descriptionOf({ kind, resolution, size }: StandIn) {
  const scale: PrecomputedScale = {
    ...{ key: 's0', size, resolution },
    voxelOffset: [0, 0, 0],
    chunkSize: [CHUNK, CHUNK, CHUNK],
    encoding: { kind: 'raw' },
  }
  return infoOf({ kind, voxelType: kind === 'image' ? 'uint8' : 'uint64', scales: [scale] })
}
