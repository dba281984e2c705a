import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { createReadStream, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { FEED_FORM, type Feed, type FeedFile, parseFeed } from '../shared/update/feed.ts'

const HELP = `Usage: node tools/feed.ts keys | sign …

Makes update feeds for packages of Skein.

  node tools/feed.ts keys <private-key.pem>
      makes an Ed25519 key pair, writes the private key (mode 0600) and prints the public one, which a package
      that updates itself is made with (SKEIN_UPDATE_KEY of npm run make)
  node tools/feed.ts sign --key <private-key.pem> --version <version> --out <feed.json> <platform>:<arch>:<kind>:<file> ...
      writes the feed and its signature (<feed.json>.sig); put both and the files into one folder of a web server.
      kind is appimage, zip or installer.
`

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      version: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const [command, ...rest] = positionals
  const { key, version, out } = values
  const [keyFile] = rest
  if (command === 'keys' && keyFile !== undefined) return makeKeys(keyFile)
  if (command === 'sign' && key !== undefined && version !== undefined && out !== undefined) {
    return signFeed(key, version, out, rest)
  }
  console.error(HELP)
  return 1
}

function makeKeys(file: string): number {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' })
  console.log(publicKey.export({ format: 'der', type: 'spki' }).toString('base64'))
  return 0
}

async function signFeed(keyFile: string, version: string, out: string, entries: readonly string[]): Promise<number> {
  const files = []
  for (const entry of entries) files.push(await measured(entry, dirname(out)))
  const text = `${JSON.stringify({ form: FEED_FORM, version, files }, null, 2)}\n`
  const parsed = parseFeed(text, out)
  if (!parsed.ok) {
    console.error(parsed.problem.message)
    return 1
  }
  const key = createPrivateKey(readFileSync(keyFile))
  writeFileSync(out, text)
  writeFileSync(`${out}.sig`, `${sign(null, Buffer.from(text), key).toString('base64')}\n`)
  console.log(told(parsed.value, out))
  return 0
}

async function measured(entry: string, folder: string): Promise<Record<keyof FeedFile, unknown>> {
  const [platform, arch, kind, ...path] = entry.split(':')
  const file = path.join(':')
  const name = basename(file)
  if (dirname(file) !== folder && dirname(join(folder, file)) !== folder) {
    console.error(`${file} does not lie beside the feed; it must be served from there.`)
  }
  const hash = createHash('sha512')
  for await (const piece of createReadStream(file)) hash.update(piece)
  return { platform, arch, kind, name, bytes: statSync(file).size, sha512: hash.digest('hex') }
}

function told({ version, files }: Feed, out: string): string {
  return `${out}: Skein ${version}, ${files.length} files`
}

process.exitCode = await main()
