import { Download, Upload } from 'lucide-react'
import { type ChangeEvent, useRef } from 'react'
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { segmentWord } from '../../../shared/words/ids-in-words.ts'
import { useApp, useProof, useView } from '../app-context.ts'
import { Hint } from '../controls/IconButton.tsx'
import { Section } from '../frame/Section.tsx'
import { ArrivedEdits } from '../team/ArrivedEdits.tsx'
import { HISTORY_ROWS_MAX, HistoryList } from './HistoryList.tsx'

/** Every edit, the newest first: where it was, what became of it, and how to take it back. */
export function HistorySection() {
  const { proofSession } = useApp()
  const edits = useProof(({ editing }) => (editing.kind === 'open' ? editing.log.edits : undefined))
  const { total, older, of } = useProof((state) => state.history)
  const selected = useView((state) => state.selection[state.current])
  if (edits === undefined) return null
  return (
    <Section title="History" note={edits.toLocaleString('en')}>
      <ArrivedEdits />
      <ToggleButtonGroup
        aria-label="Edits shown"
        className="segmented wide"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[of === null ? 'all' : 'segment']}
        onSelectionChange={(keys) => {
          const wanted = keys.has('segment') ? selected?.supervoxel : undefined
          void proofSession.showHistory(0, wanted ?? null)
        }}
      >
        <ToggleButton id="all">All edits</ToggleButton>
        <Hint
          label={selected ? `Only edits that touched segment ${segmentWord(selected.id)}` : 'Select a segment first'}
        >
          <ToggleButton id="segment">This segment</ToggleButton>
        </Hint>
      </ToggleButtonGroup>
      {total === 0 ? (
        <p className="faint hint">
          {of === null
            ? 'No edits yet. Each one stands here, and can be taken back at any time.'
            : 'No edit touched this segment.'}
        </p>
      ) : (
        <HistoryList />
      )}
      {total > HISTORY_ROWS_MAX ? (
        <p className="faint hint">
          {(total - HISTORY_ROWS_MAX).toLocaleString('en')} older rows are too many for one list. Select a segment, and
          “This segment” shows all of its edits.
        </p>
      ) : null}
      {older > 0 ? (
        <p className="faint hint">{older.toLocaleString('en')} older edits are in the central store.</p>
      ) : null}
      <LogFiles />
    </Section>
  )
}

/** Exports and imports the log as a file. */
function LogFiles() {
  const { proofSession } = useApp()
  const name = useView((state) => state.dataset?.name) ?? 'edits'
  const file = useRef<HTMLInputElement>(null)
  const take = async (event: ChangeEvent<HTMLInputElement>) => {
    const { target } = event
    const text = await target.files?.[0]?.text()
    // Without this the same file could not be chosen again.
    target.value = ''
    if (text !== undefined) await proofSession.importLog(text)
  }
  return (
    <div className="row">
      <Button className="button small" onPress={() => void proofSession.exportLog(name)}>
        <Download size={14} aria-hidden /> Export…
      </Button>
      <Button className="button small" onPress={() => file.current?.click()}>
        <Upload size={14} aria-hidden /> Import…
      </Button>
      <input
        ref={file}
        type="file"
        accept=".jsonl,.json,.txt"
        hidden
        aria-label="Log to import"
        onChange={(event) => void take(event)}
      />
    </div>
  )
}
