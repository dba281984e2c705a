import { createGlSession } from './gl-session.ts'
import type { FromGl, ToGl } from './messages.ts'

/** Entry of the gl worker: owns the canvas, the textures and the scheduling of chunks. It has no network. */
let session: ((message: ToGl) => void) | undefined

const post = (message: FromGl): void => self.postMessage(message)

self.onmessage = ({ data }: MessageEvent<ToGl>) => {
  if (session !== undefined) session(data)
  else if (data.kind === 'start') session = createGlSession(data, post)
}
