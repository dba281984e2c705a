import type { Problem } from '../../../shared/problem.ts'
import { isOwnUrl, type PageOrigin } from '../window/origin.ts'

/** What is asked of a frame (Electron's WebFrameMain has it). */
interface Frame {
  readonly url: string
  readonly parent: unknown
}

interface Contents {
  readonly mainFrame: Frame
}

interface CallEvent {
  readonly sender: Contents
  readonly senderFrame: Frame | null
}

/** Why a call is not served: only the main frame of our window, showing our page, may call. undefined if it may. */
export function refuseSender(event: CallEvent, contents: Contents, own: PageOrigin): Problem | undefined {
  const frame = event.senderFrame
  // A frame that was navigated away or closed in between is null: nobody is there to be trusted.
  if (frame === null) return forbidden('its frame is gone')
  if (event.sender !== contents) return forbidden('it comes from another window')
  if (frame !== contents.mainFrame || frame.parent !== null) return forbidden('it comes from an inner frame')
  return isOwnUrl(frame.url, own) ? undefined : forbidden('its page is not of the app')
}

function forbidden(reason: string): Problem {
  return { kind: 'forbidden', message: `The host refused a call: ${reason}` }
}
