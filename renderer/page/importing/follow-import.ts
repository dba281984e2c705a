import type { ImportState } from '../../../shared/contracts/import-protocol.ts'
import type { DatasetSession } from '../datasets/dataset-session.ts'
import type { LiveView } from '../view/live-view.ts'
import { notify, showDialog } from '../view/recipes.ts'

/**
 * Takes each new state of the import. A dataset opens once it is made, and its dialog closes; where the dialog was closed
 * before, a notice says where the dataset lies, or what went wrong.
 */
export function followImport(view: LiveView, { open }: Pick<DatasetSession, 'open'>): (state: ImportState) => void {
  return (importing) => {
    const { importing: before, dialog } = view.getState()
    view.setState({ importing })
    if (before.kind !== 'running') return
    const isWatched = dialog?.kind === 'import'
    if (importing.kind === 'imported' && isWatched) {
      view.setState(showDialog(null))
      void open([importing.location])
    } else if (importing.kind === 'imported') view.setState(notify(`The import is done: ${importing.location}`))
    else if (importing.kind === 'failed' && !isWatched) view.setState(notify(importing.reason))
  }
}
