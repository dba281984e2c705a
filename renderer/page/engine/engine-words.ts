import { messageOf, type Problem } from '../../../shared/problem.ts'
import type { LostReason } from '../../gl/messages.ts'

/** What the page says when a part of the engine stops. Workers and ports only tell which part, and the browser's reason. */
export type EnginePart = 'drawing worker' | 'decode worker' | 'edit worker'

const LOST: Readonly<Record<LostReason, string>> = {
  'driver-stopped': 'The graphics driver stopped',
  'no-webgl': 'This machine offers no WebGL, which Skein draws with',
}

export function canvasLost(reason: LostReason): Problem {
  return { kind: 'unsupported', message: LOST[reason] }
}

/** `why`: of the error event; a worker that does not load gives none. */
export function partStopped(part: EnginePart, why: string | undefined): Problem {
  return {
    kind: 'unsupported',
    message: `The ${part} stopped: ${why === undefined || why === '' ? 'it did not start' : why}`,
  }
}

/** One part of what is open failed in the drawing worker, which goes on. */
export function notDrawn(why: string): Problem {
  return { kind: 'unsupported', message: `Something of this dataset cannot be drawn: ${why}` }
}

export function notReached(what: 'byte process' | 'edit log', error: unknown): Problem {
  const why = messageOf(error)
  return { kind: 'disk', message: `The ${what} cannot be reached: ${why}` }
}
