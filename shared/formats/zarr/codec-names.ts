import type { PackStep } from '../../codec/packed/unpack.ts'
import { type Field, member, refuse, wholeOf } from '../../json-field.ts'

/** The most bytes of a value that is shuffled: complex numbers of 64 bits each half. */
const MAX_SHUFFLED_BYTES = 16

const READ = 'gzip, zlib, zstd, blosc, lz4, crc32c and shuffle'

/**
 * The step of a codec from bytes to bytes. `name` is its name without `numcodecs.`; `configuration` its settings. A codec
 * that is not read is refused by its name.
 */
export function stepOf(field: Field, name: string, configuration: Field): PackStep {
  switch (name) {
    case 'gzip':
    case 'zlib':
    case 'zstd':
    case 'blosc':
    case 'lz4':
    case 'crc32c':
      return { kind: name }
    case 'shuffle':
      return { kind: name, valueBytes: wholeOf(member(configuration, 'elementsize'), 1, MAX_SHUFFLED_BYTES) }
    default:
      return refuse(field, `is ${JSON.stringify(name)}, which Skein does not read; it reads ${READ}`, 'unsupported')
  }
}

/** Refuses a second compression: how many bytes come out between the two is not known. */
export function checkSteps(field: Field, steps: readonly PackStep[]): void {
  const names = steps.map(({ kind }) => kind).filter((kind) => kind !== 'crc32c' && kind !== 'shuffle')
  const shuffledLate =
    steps.findIndex(({ kind }) => kind === 'shuffle') > steps.findIndex(({ kind }) => kind === names[0])
  if (names.length > 1) refuse(field, `has ${names.join(' and ')}; Skein reads one compression`, 'unsupported')
  if (names.length === 1 && shuffledLate)
    refuse(field, 'shuffles compressed bytes, which Skein does not read', 'unsupported')
}
