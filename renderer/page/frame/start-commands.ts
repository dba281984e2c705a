import type { LiveProofreading } from '../proofread/live-proofreading.ts'
import type { ProofSession } from '../proofread/proof-session.ts'
import { type CommandParts, type Commands, createCommands } from './commands.ts'
import { contextOf, listenToKeys } from './key-input.ts'
import { listenToPaste } from './paste-input.ts'

export interface StartCommandsParts extends Omit<CommandParts, 'newSeed' | 'focusedPanel' | 'toInspector' | 'proof'> {
  readonly proof: LiveProofreading
  /** What the keys of proofreading do. */
  readonly actions: CommandParts['proof']
  readonly selectIds: ProofSession['selectIds']
}

const FIRST_OF_INSPECTOR = '.side-bar.right :is(button, [tabindex="0"])'

/** The commands, and what runs them: keys, pasted text, the host's menu. */
export function startCommands(parts: StartCommandsParts): Commands {
  const { view, host, proof, actions, selectIds } = parts
  const commands = createCommands({
    ...parts,
    proof: actions,
    newSeed: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    // After the frame that shows it.
    toInspector: () => requestAnimationFrame(() => document.querySelector<HTMLElement>(FIRST_OF_INSPECTOR)?.focus()),
    focusedPanel: () => document.activeElement?.closest<HTMLElement>('[data-panel]')?.dataset['panel'],
  })
  listenToKeys(view, commands, () => contextOf(proof.getState().tool))
  listenToPaste(view, selectIds, parts.session.open)
  host.onCommand((command) => {
    if (command.kind === 'show-help') commands('help')
    if (command.kind === 'open-folder') commands('open-folder')
  })
  return commands
}
