import type { LinkedView } from '../../../../shared/link/neuroglancer/linked-view.ts'
import { readNeuroglancerLink } from '../../../../shared/link/neuroglancer/read-link.ts'
import { isNeuroglancerState, readNeuroglancerView } from '../../../../shared/link/neuroglancer/read-view.ts'
import { parseStateText, STATE_CHARACTERS_MAX, tooLong } from '../../../../shared/link/neuroglancer/state-text.ts'
import { ProblemError, problemOf, type Result, unwrap } from '../../../../shared/problem.ts'
import { parseDescription } from './parse-description.ts'

/** Text that may be long and that is read as one. */
export type StateTask =
  | { readonly kind: 'link'; readonly text: string }
  /** A file that holds a state of Neuroglancer. */
  | { readonly kind: 'state'; readonly bytes: Uint8Array; readonly file: string }
  /** A file of JSON that may hold one. */
  | { readonly kind: 'description'; readonly bytes: Uint8Array; readonly file: string }

export type StateOutcome =
  | { readonly kind: 'view'; readonly view: LinkedView }
  /** The state is a JSON file at this address. */
  | { readonly kind: 'fetch'; readonly address: string }
  | { readonly kind: 'json'; readonly json: unknown }

/** What messages call a state that stands in the link itself. */
const LINK = 'The Neuroglancer link'

/** Takes about 10 ms for each million characters. Throws nothing but what is a bug. */
export function readState(task: StateTask): Result<StateOutcome> {
  try {
    return { ok: true, value: outcomeOf(task) }
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    return { ok: false, problem }
  }
}

function outcomeOf(task: StateTask): StateOutcome {
  switch (task.kind) {
    case 'link': {
      const state = unwrap(readNeuroglancerLink(task.text))
      return state.kind === 'fetch' ? state : viewOf(state.json, LINK)
    }
    case 'state':
      if (task.bytes.length > STATE_CHARACTERS_MAX) throw new ProblemError(tooLong(task.file))
      return viewOf(unwrap(parseStateText(new TextDecoder().decode(task.bytes), task.file)), task.file)
    case 'description': {
      const { json, text } = parseDescription(task.bytes, task.file)
      // Once more as a state, in which long ids stay exact.
      return isNeuroglancerState(json)
        ? viewOf(unwrap(parseStateText(text, task.file)), task.file)
        : { kind: 'json', json }
    }
  }
}

function viewOf(json: unknown, file: string): StateOutcome {
  return { kind: 'view', view: unwrap(readNeuroglancerView(json, file)) }
}
