import { readState, type StateOutcome, type StateTask } from './read-state.ts'

// Started for one long text, and ended by the page.
self.onmessage = ({ data }: MessageEvent<StateTask>) => {
  const read = readState(data)
  self.postMessage(read.ok ? { ok: true, value: sendable(read.value) } : read)
}

/** Functions do not travel: annotations come counted, and are not made. */
function sendable(outcome: StateOutcome): StateOutcome {
  if (outcome.kind !== 'view') return outcome
  const annotations = outcome.view.annotations.map((one) => ({ ...one, items: undefined }))
  return { kind: 'view', view: { ...outcome.view, annotations } }
}
