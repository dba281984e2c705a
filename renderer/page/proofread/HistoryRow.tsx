import { Copy, Undo2 } from 'lucide-react'
import { GridListItem } from 'react-aria-components'
import { isAtLeast, type Role } from '../../../shared/contracts/store-protocol.ts'
import { DEED_WORDS, STATE_WORDS } from '../../../shared/words/act-words.ts'
import { plainWords, wordParts } from '../../../shared/words/ids-in-words.ts'
import { todayInWords } from '../../../shared/words/today-words.ts'
import type { HistoryLine } from '../../edit/messages.ts'
import { useApp, useChange, useProof, useTeam } from '../app-context.ts'
import { IconButton } from '../controls/IconButton.tsx'
import { Words } from '../ids/Words.tsx'
import { notify } from '../view/recipes.ts'
import { whyNoEditing } from './live-proofreading.ts'
import { whenWords } from './session-flag.ts'
import { timeWords } from './time-words.ts'

interface HistoryRowProps {
  readonly id: string
  readonly line: HistoryLine
}

/** Two lines: what was done, then when, by whom and what holds of it today. */
export function HistoryRow({ id, line }: HistoryRowProps) {
  const { proofSession } = useApp()
  const { committed, inForce, kind, isOwn, author, outcome, words } = line
  const facts = [
    `${whenWords(line.madeAtMs, Date.now())} ${isOwn ? 'you' : author}`,
    ...(outcome.verdict === 'redundant' && line.today.state.kind !== 'nothing-to-revert'
      ? [STATE_WORDS.redundant]
      : []),
    ...(outcome.changed ? [STATE_WORDS.changed] : []),
    `${todayInWords(line.today, timeWords)}${line.refused === undefined ? '' : `: ${line.refused}`}`,
  ].join(' · ')
  const isTrouble = outcome.verdict === 'conflicted' || outcome.verdict === 'void'
  return (
    <GridListItem
      id={id}
      textValue={plainWords(`${words}, ${committed ? 'committed' : 'pending'}, ${facts}`)}
      className={inForce || kind === 'revert' || kind === 'annotate' ? 'history-row' : 'history-row gone'}
      onAction={() => proofSession.flyTo(line)}
    >
      <span className="history-words">
        <Words text={words} />
      </span>
      <span
        className={isTrouble ? 'history-facts number danger' : 'history-facts number'}
        title={`${committed ? '' : 'Pending · '}${plainWords(facts)}`}
      >
        <i className={`state-dot ${committed ? 'committed' : 'pending'}`} aria-hidden />
        <Words text={facts} />
      </span>
      <span className="history-buttons">
        <CopyIds words={words} />
        {inForce && kind !== 'revert' ? <TakeBack line={line} /> : null}
      </span>
    </GridListItem>
  )
}

function CopyIds({ words }: { readonly words: string }) {
  const { host } = useApp()
  const change = useChange()
  const ids = [...new Set(wordParts(words).flatMap((part) => (part.kind === 'text' ? [] : [part.id])))]
  if (ids.length === 0) return null
  const text = ids.join(', ')
  return (
    <IconButton
      label={`Copy ${text}`}
      icon={Copy}
      onPress={() => void host.copyText(text).then(() => change(notify(`Copied ${text}`)))}
    />
  )
}

function TakeBack({ line }: { readonly line: HistoryLine }) {
  const { proofSession } = useApp()
  const readOnly = useProof((state) => whyNoEditing(state.editing))
  const role = useTeam(({ sync }) => sync?.status.role)
  const why = readOnly ?? whyNotTakeBack(line, role)
  const label = DEED_WORDS['take-back'].line(`the ${line.name}`)
  return (
    <IconButton
      label={why ?? `${label.charAt(0).toUpperCase()}${label.slice(1)}`}
      icon={Undo2}
      isDisabled={why !== undefined}
      onPress={() => proofSession.act({ kind: 'revert', target: line.key })}
    />
  )
}

/** Only reviewers take back the edits of others. */
function whyNotTakeBack({ isOwn, author }: HistoryLine, role: Role | undefined): string | undefined {
  if (isOwn || role === undefined || isAtLeast(role, 'reviewer')) return undefined
  return `${author} made it: only a reviewer takes back edits of others`
}
