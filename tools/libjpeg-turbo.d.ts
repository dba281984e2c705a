/** The part that the tools use of libjpeg-turbo's encoder, compiled by emscripten with embind. */
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

  export interface JpegModule {
    readonly JPEGEncoder: new () => JpegEncoderInstance
  }

  export default function createModule(): Promise<JpegModule>
}
