import type { Coding } from '../../wrappers/inflate.ts'

const BY_WORD: ReadonlyMap<string, Coding> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
  ['brotli', 'br'],
  ['zstd', 'zstd'],
  ['x-zstd', 'zstd'],
])

/** The other words that change the bytes: of the register of HTTP content codings (IANA), and of common programs. */
const UNREAD: ReadonlySet<string> = new Set([
  ...['aes128gcm', 'compress', 'dcb', 'dcz', 'exi', 'pack200-gzip', 'x-compress'],
  ...['bzip2', 'lz4', 'lzma', 'snappy', 'xz'],
])

/** The longest list of codings: one is usual, two come from a store and a proxy. Each step may inflate a thousandfold. */
const MAX_CODINGS = 4

export type ContentCodings =
  | {
      readonly kind: 'read'
      /** In the order in which they were put on; the last comes off first. */
      readonly codings: readonly Coding[]
    }
  /** What was put on that Skein cannot take off, in the words of the header. */
  | { readonly kind: 'unread'; readonly what: string }

/**
 * The value of a Content-Encoding (RFC 9110, 8.4): a list of words in any case. Words that name no compression (a
 * charset, `aws-chunked`) are a common mistake of whoever stored the file, and change nothing.
 */
export function readContentEncoding(text: string | undefined): ContentCodings {
  const words = (text ?? '').split(',').map((word) => word.trim().toLowerCase())
  const unread = words.find((word) => UNREAD.has(word))
  if (unread !== undefined) return { kind: 'unread', what: unread }
  const codings = words.flatMap((word) => BY_WORD.get(word) ?? [])
  if (codings.length > MAX_CODINGS) return { kind: 'unread', what: `${codings.length} compressions on one another` }
  return { kind: 'read', codings }
}
