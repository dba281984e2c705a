/** The part that Skein uses of libjpeg-turbo's decoder, compiled by emscripten with embind. */
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  export interface FrameInfo {
    readonly width: number
    readonly height: number
    readonly bitsPerSample: number
    readonly componentCount: number
  }

  export interface JpegDecoderInstance {
    /** Room inside wasm memory for the file's bytes; a view that the next call may leave without memory. */
    getEncodedBuffer(length: number): Uint8Array
    /** Throws a number (a C++ exception) when the file does not decode. */
    decode(): void
    /** A view into wasm memory. */
    getDecodedBuffer(): Uint8ClampedArray
    getFrameInfo(): FrameInfo
    delete(): void
  }

  export interface JpegModule {
    readonly JPEGDecoder: new () => JpegDecoderInstance
  }

  export default function createModule(options: {
    readonly wasmBinary: Uint8Array
    readonly print: (line: string) => void
    readonly printErr: (line: string) => void
  }): Promise<JpegModule>
}

declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url&inline' {
  /** The wasm file as a data: address in base64. */
  const url: string
  export default url
}
