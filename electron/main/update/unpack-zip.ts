import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Entry, open, type ZipFile } from 'yauzl'
import { messageOf, ProblemError } from '../../../shared/problem.ts'
import type { PlainFiles } from './plain-files.ts'

/** Entries of a package: an Electron app with one archive has about 100 files. */
const ENTRIES_MAX = 10_000
/** Bytes of everything unpacked: an installed app is 250 MB. */
const UNPACKED_BYTES_MAX = 2 ** 31
/** In a zip made on Unix the upper half of the external attributes is the file's mode. */
const MODE_SHIFT = 16
const FILE_TYPE = 0o170000
const LINK = 0o120000
const EXECUTABLE = 0o111

/**
 * Unpacks a zip whose SHA-512 was checked into a folder that it makes. yauzl refuses names that leave the folder.
 * Files are executable where the zip says so.
 * @throws {ProblemError} `bad-description` for what is no zip of an app; the folder is then gone
 */
export async function unpackZip(fs: PlainFiles, file: string, folder: string): Promise<void> {
  const { mkdir, rm } = fs.promises
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  try {
    const zip = await openZip(file)
    let bytes = 0
    let entries = 0
    await eachEntry(zip, async (entry) => {
      bytes += entry.uncompressedSize
      if (++entries > ENTRIES_MAX || bytes > UNPACKED_BYTES_MAX) throw new Error('it is larger than an app')
      await writeEntry(fs, zip, entry, folder)
    })
  } catch (cause) {
    await rm(folder, { recursive: true, force: true })
    const reason = messageOf(cause)
    throw new ProblemError({ kind: 'bad-description', file, message: `${file} does not unpack: ${reason}` }, { cause })
  }
}

function openZip(file: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(file, { lazyEntries: true, autoClose: true, strictFileNames: true }, (error, zip) =>
      error === null ? resolve(zip) : reject(error),
    )
  })
}

function eachEntry(zip: ZipFile, take: (entry: Entry) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      zip.close()
      reject(error)
    }
    zip.on('entry', (entry: Entry) => {
      take(entry).then(() => zip.readEntry(), fail)
    })
    zip.on('error', fail)
    zip.on('end', resolve)
    zip.readEntry()
  })
}

async function writeEntry(fs: PlainFiles, zip: ZipFile, entry: Entry, folder: string): Promise<void> {
  const { mkdir } = fs.promises
  const target = join(folder, entry.fileName)
  if (entry.fileName.endsWith('/')) {
    await mkdir(target, { recursive: true })
    return
  }
  const mode = entry.externalFileAttributes >>> MODE_SHIFT
  if ((mode & FILE_TYPE) === LINK) throw new Error(`${entry.fileName} is a link`)
  await mkdir(dirname(target), { recursive: true })
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(error)))
  })
  await pipeline(stream, fs.createWriteStream(target, { flags: 'wx', mode: mode & EXECUTABLE ? 0o755 : 0o644 }))
}
