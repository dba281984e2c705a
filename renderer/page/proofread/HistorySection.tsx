import { ChevronLeft, ChevronRight, Download, Undo2, Upload } from 'lucide-react'
import { type ChangeEvent, useRef } from 'react'
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { isAtLeast, type Role } from '../../../shared/contracts/store-protocol.ts'
import { todayInWords } from '../../../shared/words/today-words.ts'
import type { HistoryLine } from '../../edit/messages.ts'
import { useApp, useProof, useTeam, useView } from '../app-context.ts'
import { Hint, IconButton } from '../frame/IconButton.tsx'
import { Section } from '../frame/Section.tsx'
import { ArrivedEdits } from '../team/ArrivedEdits.tsx'
import { whyNoEditing } from './live-proofreading.ts'
import { HISTORY_PAGE } from './proof-session.ts'
import { whenWords } from './session-flag.ts'
import { timeWords } from './time-words.ts'

/** Every edit, newest first, a page at a time: where it was, what became of it, and how to take it back. */
export function HistorySection() {
  const { proofSession } = useApp()
  const edits = useProof(({ editing }) => (editing.kind === 'open' ? editing.log.edits : undefined))
  const { skip, total, older, lines, of } = useProof((state) => state.history)
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
        <Hint label={selected ? `Only edits that touched segment ${selected.id}` : 'Select a segment first'}>
          <ToggleButton id="segment">This segment</ToggleButton>
        </Hint>
      </ToggleButtonGroup>
      {lines.length === 0 ? (
        <p className="faint hint">
          {of === null
            ? 'No edits yet. Each one stands here, and can be taken back at any time.'
            : 'No edit touched this segment.'}
        </p>
      ) : (
        <ol className="history" aria-label="Edits, newest first">
          {lines.map((line) => (
            <Line key={line.key} line={line} />
          ))}
        </ol>
      )}
      {older > 0 && skip + lines.length >= total ? (
        <p className="faint hint">{older.toLocaleString('en')} older edits are in the central store.</p>
      ) : null}
      {total > HISTORY_PAGE ? <Pager skip={skip} total={total} of={of} /> : null}
      <LogFiles />
    </Section>
  )
}

function Line({ line }: { readonly line: HistoryLine }) {
  const { proofSession } = useApp()
  const readOnly = useProof((state) => whyNoEditing(state.editing))
  const role = useTeam(({ sync }) => sync?.status.role)
  const why = readOnly ?? whyNotRevert(line, role)
  const { verdict, changed } = line.outcome
  const outcome = [verdict === 'applied' ? undefined : verdict, changed ? 'changed' : undefined]
    .filter(Boolean)
    .join(', ')
  const state = line.committed ? 'committed' : 'pending'
  return (
    <li
      className={
        line.inForce || line.kind === 'revert' || line.kind === 'annotate' ? 'history-line' : 'history-line gone'
      }
    >
      <Button className="history-go" aria-label={`${line.words}, go there`} onPress={() => proofSession.flyTo(line)}>
        <span className="history-words">{line.words}</span>
        <span className="history-facts number">
          <i className={`state-dot ${state}`} aria-hidden />
          {state} · {whenWords(line.madeAtMs, Date.now())} · {line.author}
        </span>
        <span className={`history-facts ${verdict === 'conflicted' || verdict === 'void' ? 'danger' : ''}`}>
          {outcome === '' ? '' : `${outcome} · `}
          {todayInWords(line.today, timeWords)}
          {line.refused === undefined ? '' : `: ${line.refused}`}
        </span>
      </Button>
      {line.inForce && line.kind !== 'revert' ? (
        <IconButton
          label={why ?? `Revert the ${line.words}`}
          icon={Undo2}
          isDisabled={why !== undefined}
          onPress={() => proofSession.act({ kind: 'revert', target: line.key })}
        />
      ) : null}
    </li>
  )
}

/** Only reviewers take back the edits of others. */
function whyNotRevert({ isOwn, author }: HistoryLine, role: Role | undefined): string | undefined {
  if (isOwn || role === undefined || isAtLeast(role, 'reviewer')) return undefined
  return `${author} made it: only a reviewer takes back edits of others`
}

interface PagerProps {
  readonly skip: number
  readonly total: number
  readonly of: bigint | null
}

function Pager({ skip, total, of }: PagerProps) {
  const { proofSession } = useApp()
  const last = Math.min(total, skip + HISTORY_PAGE)
  const show = (from: number) => {
    if (from >= 0 && from < total) void proofSession.showHistory(from, of)
  }
  return (
    <div className="row pager">
      <IconButton
        label="Newer edits"
        icon={ChevronLeft}
        onPress={() => show(Math.max(skip > 0 ? 0 : -1, skip - HISTORY_PAGE))}
      />
      <span className="number faint">
        {(skip + 1).toLocaleString('en')}–{last.toLocaleString('en')} of {total.toLocaleString('en')}
      </span>
      <IconButton label="Older edits" icon={ChevronRight} onPress={() => show(skip + HISTORY_PAGE)} />
    </div>
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
