import { Button } from 'react-aria-components'
import { useApp, useView } from '../app-context.ts'

/** How far the file is that is being written. */
export function ExportCard() {
  const { exports } = useApp()
  const exporting = useView((state) => state.exporting)
  if (exporting === null) return null
  const percent = Math.round(exporting.done * 100)
  return (
    <div className="card" role="status" aria-label="Exporting">
      <div className="card-text">
        <strong className="clip">{exporting.words}</strong>
        <span>{percent === 0 ? 'Collecting…' : `${percent} %`}</span>
      </div>
      <Button className="button" onPress={exports.cancel}>
        Cancel
      </Button>
    </div>
  )
}
