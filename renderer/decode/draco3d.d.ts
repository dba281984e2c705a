/** The part that Skein uses of Draco's decoder, compiled by emscripten. */
declare module 'draco3d/draco_decoder_nodejs.js' {
  export interface DracoStatus {
    ok(): boolean
    error_msg(): string
  }

  export interface DracoAttribute {
    num_components(): number
    /** One of the module's `DT_...`. */
    data_type(): number
  }

  export interface DracoPointCloud {
    num_points(): number
    num_faces(): number
  }

  export interface DracoDecoderInstance {
    /** The attribute then has the whole numbers that are stored, whatever they were made of. */
    SkipAttributeTransform(attribute: number): void
    DecodeArrayToMesh(bytes: Int8Array, length: number, mesh: DracoPointCloud): DracoStatus
    /** -1 where there is none. */
    GetAttributeId(mesh: DracoPointCloud, attribute: number): number
    GetAttribute(mesh: DracoPointCloud, id: number): DracoAttribute
    /** Writes `bytes` bytes at `at` in the module's memory; false where that is not possible. */
    GetAttributeDataArrayForAllPoints(
      mesh: DracoPointCloud,
      attribute: DracoAttribute,
      type: number,
      bytes: number,
      at: number,
    ): boolean
    GetTrianglesUInt32Array(mesh: DracoPointCloud, bytes: number, at: number): boolean
  }

  export interface DracoModule {
    readonly Decoder: new () => DracoDecoderInstance
    readonly Mesh: new () => DracoPointCloud
    readonly POSITION: number
    readonly DT_INT32: number
    readonly DT_UINT32: number
    readonly DT_FLOAT32: number
    /** The module's memory; another one each time that it has grown. */
    readonly HEAPU8: Uint8Array
    /** 0 where there is no memory. */
    _malloc(bytes: number): number
    _free(at: number): void
    destroy(object: object): void
  }

  export default function createModule(options: {
    readonly wasmBinary: Uint8Array
    readonly print: (line: string) => void
    readonly printErr: (line: string) => void
  }): Promise<DracoModule>
}

declare module 'draco3d/draco_decoder.wasm?url&inline' {
  /** The wasm file as a data: address in base64. */
  const url: string
  export default url
}
