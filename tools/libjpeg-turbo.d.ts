/** The part that the tools use of libjpeg-turbo's encoder and decoder, compiled by emscripten with embind. */
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs' {
  export interface JpegEncoderInstance {
    /** A view into wasm memory, in which the pixels are written. The next call may invalidate it. */
    getDecodedBuffer(frame: {
      readonly width: number
      readonly height: number
      readonly bitsPerSample: number
      readonly componentCount: number
      readonly isSigned: boolean
    }): Uint8Array
    setQuality(quality: number): void
    setProgressive(isProgressive: boolean): void
    encode(): void
    /** A view into wasm memory. */
    getEncodedBuffer(): Uint8Array
    delete(): void
  }

  export interface JpegDecoderInstance {
    /** Room inside wasm memory for the file's bytes; a view that the next call may invalidate. */
    getEncodedBuffer(length: number): Uint8Array
    /** Throws a number (a C++ exception) when the file does not decode. */
    decode(): void
    /** A view into wasm memory. */
    getDecodedBuffer(): Uint8Array
    getFrameInfo(): { readonly width: number; readonly height: number; readonly componentCount: number }
    delete(): void
  }

  export interface JpegModule {
    readonly JPEGEncoder: new () => JpegEncoderInstance
    readonly JPEGDecoder: new () => JpegDecoderInstance
  }

  export default function createModule(options?: {
    readonly print: (line: string) => void
    readonly printErr: (line: string) => void
  }): Promise<JpegModule>
}
