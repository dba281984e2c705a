import type { ByteSource, ReadOptions } from '../bytes/byte-source.ts'
import type { StoredChannel } from '../codec/channel.ts'
import type { DecodedChunk, GreyChunk } from '../codec/decoded-chunk.ts'
import type { Unpackers } from '../codec/packed/unpackers.ts'
import type { Vec3 } from '../geometry.ts'
import type { Result } from '../problem.ts'
import type { Volume } from '../volume/volume.ts'
import type { SegmentProperties } from './segment-properties.ts'

/**
 * What Skein knows of one format of volumes: how a folder of it is recognised, what its description says, how a chunk
 * of it is read. A format is one folder `shared/formats/<name>/` and one line in `format-list.ts`. Nothing else
 * branches on it.
 */
export interface VolumeFormat {
  /** Names the format in messages between threads, such as `precomputed`. */
  readonly name: string
  /** What a person calls a volume of it, such as `a precomputed volume`. */
  readonly title: string
  /** The files by one of which a folder of this format is known, relative to it. The first is the usual one. */
  readonly marks: readonly string[]
  /**
   * Reads the JSON files that describe the volume of a folder. Undefined where the folder holds none of this format.
   * Rejects with a `ProblemError`. `mark` is the one of `marks` that is there, and `json` is what it holds.
   */
  gather(mark: string, json: unknown, read: ReadJson): Promise<DescriptionFiles | undefined>
  /** What the files say. A problem names file and field. */
  parse(files: DescriptionFiles, place: VolumePlace): Result<StoredVolume>
}

/** The JSON of a key; undefined when it is missing. Rejects with a `ProblemError`, also where it is no JSON. */
export type ReadJson = (key: string) => Promise<unknown>

/** What the files of a description hold, by key. Workers get it as a message, and parse it again. */
export type DescriptionFiles = Readonly<Record<string, unknown>>

/** Where a description lies, and what is wanted of it. */
export interface VolumePlace {
  /** The folder or URL, for messages; without secrets. */
  readonly location: string
  /** Folders that a key may lead up from there, see `readKey`. */
  readonly above: number
  /** What a dataset file or a link calls the layer. The format decides where nothing is said. */
  readonly kind?: Volume['kind'] | undefined
}

/** One volume as it is stored. */
export interface StoredVolume {
  readonly volume: Volume
  /** The axes beside x, y and z along which the volume is longer than 1. A layer shows one place on each. */
  readonly axes: readonly OtherAxis[]
  /** What is said about the channels, in order, where `axes` has an axis of kind `channel`. */
  readonly channels: readonly Channel[]
  /** Volumes that belong to it, such as the labels of an image: folders below it. */
  readonly beside: readonly { readonly folder: string; readonly kind: Volume['kind'] }[]
  /** What is said of its segments, in a file beside it. */
  readonly properties?: Result<PropertiesFile> | undefined
  /** Where the surfaces of its segments are stored. */
  readonly meshes?: Result<NamedFolder> | undefined
  /** Where the skeletons of its segments are stored. */
  readonly skeletons?: Result<NamedFolder> | undefined
  /** The address of the folder that holds the chunks, where a server describes a volume that lies elsewhere. */
  readonly chunksIn?: string | undefined
  /** Why it can be looked at and not edited, as a sentence. */
  readonly readOnly?: string | undefined
  /** Reads chunks at a place on the other axes, in the order of `axes`. Indexes that are read on the way are kept. */
  chunks(at: readonly number[]): ChunkReader
}

/** A file that says something of segments. It may be long, so it is read only once the volume is open. */
export interface PropertiesFile {
  /** Relative to the volume's folder. */
  readonly key: string
  /** What it says, given its JSON. A problem names file and field. */
  parse(json: unknown): Result<SegmentProperties>
}

/** A folder that a description names. */
export interface NamedFolder {
  /** Relative to the volume's folder, or an address. */
  readonly folder: string
  /** The JSON that names it: some formats of meshes are known by it. */
  readonly description: unknown
}

export interface OtherAxis {
  readonly name: string
  readonly kind: 'time' | 'channel' | 'other'
  readonly length: number
}

export interface Channel {
  readonly name: string
  /** `#rrggbb` where the description says it. */
  readonly colour?: string | undefined
  /** Values shown as black and as white, where the description says them. */
  readonly window?: readonly [black: number, white: number] | undefined
  /** It is not shown at first. */
  readonly isHidden?: boolean | undefined
}

/** Reads the chunks of one volume. */
export interface ChunkReader {
  /** How messages name a chunk: its file or URL. */
  fileOf(scale: number, cell: Vec3): string
  /**
   * The chunk of a cell of the scale's grid; undefined where the volume stores none, which is background. Rejects with a
   * `ProblemError` where its bytes cannot be had.
   */
  read(scale: number, cell: Vec3, reading: Reading): Promise<Result<DecodedChunk> | undefined>
}

/** What reading one chunk needs. */
export interface Reading {
  /** Keys are relative to the volume's folder. */
  readonly bytes: ByteSource<ReadOptions>
  /** Whether `bytes` takes compressions off where that is asked for (`ReadOptions.unpack`). */
  readonly unpacks: boolean
  readonly wasm: WasmDecoders
  readonly signal: ReadOptions['signal']
}

/** Decoders that only the decode workers have, because they need wasm. */
export interface WasmDecoders {
  /** `channel`: of a JPEG in colour, whose components are red, green and blue. */
  jpeg(bytes: Uint8Array, size: Vec3, file: string, channel?: StoredChannel): Promise<Result<GreyChunk>>
  /** Rejects never: where wasm cannot be had, slower decoders come. */
  unpackers(needsZstd: boolean): Promise<Unpackers>
}

/** What a layer shows: a volume of a format, as its description says, at one place on its other axes. A message holds it. */
export interface DescribedVolume {
  readonly format: string
  readonly files: DescriptionFiles
  readonly place: VolumePlace
  /** Places on `StoredVolume.axes`, in their order. */
  readonly at: readonly number[]
}
