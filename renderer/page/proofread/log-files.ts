import type { HostApi } from '../../../shared/contracts/host-api.ts'
import { asSentence } from '../../../shared/words/as-sentence.ts'
import type { EditClient } from '../engine/edit-client.ts'

export interface LogFiles {
  /** Saves the whole log in a file that the person chooses. */
  readonly exportLog: (name: string) => Promise<void>
  readonly importLog: (text: string) => Promise<void>
}

/** Exports and imports the log as a file of JSON lines. `say` tells the person the outcome. */
export function createLogFiles(
  edit: Pick<EditClient, 'ask'>,
  host: Pick<HostApi, 'saveText'>,
  say: (text: string) => void,
): LogFiles {
  return {
    exportLog: async (name) => {
      const reply = await edit.ask((id) => ({ kind: 'export-log', id }))
      if (reply.kind === 'failed') return say(asSentence(reply.problem.message))
      const saved = await host.saveText(`${name}.skein-log.jsonl`, reply.text)
      if (!saved.ok) say(`The log was not saved: ${saved.problem.message}.`)
      else if (saved.value !== null) say(`Saved the edit log as ${saved.value}`)
    },
    importLog: async (text) => {
      const reply = await edit.ask((id) => ({ kind: 'import-log', id, text }))
      if (reply.kind === 'failed') return say(`Nothing was imported: ${asSentence(reply.problem.message)}`)
      const [edits, known] = [reply.edits.toLocaleString('en'), reply.known.toLocaleString('en')]
      say(`Imported ${edits} edits; ${known} were here already.`)
    },
  }
}
