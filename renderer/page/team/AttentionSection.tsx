import { useState } from 'react'
import { Button, Form, Group, Input, Label, TextField } from 'react-aria-components'
import { needsAnswer } from '../../../shared/history/attention.ts'
import { asSentence } from '../../../shared/words/as-sentence.ts'
import { attentionInWords } from '../../../shared/words/attention-words.ts'
import { plainWords } from '../../../shared/words/ids-in-words.ts'
import type { AttentionCard, CardAnswer } from '../../edit/messages.ts'
import { useApp, useTeam } from '../app-context.ts'
import { Hint } from '../controls/IconButton.tsx'
import { Section } from '../frame/Section.tsx'
import { Words } from '../ids/Words.tsx'
import { timeWords } from '../proofread/time-words.ts'

/** Cards of own edits that met edits of others. Each says what happened and stays until it is answered. */
export function AttentionSection() {
  const isOpen = useTeam(({ sync }) => sync !== null)
  const cards = useTeam((state) => state.cards)
  if (!isOpen) return null
  const loud = cards.filter(needsAnswer)
  const quiet = cards.filter((card) => !loud.includes(card))
  // Where there is nothing, the room is for the doubts below. It unfolds with the first card.
  const isEmpty = cards.length === 0
  return (
    <Section
      key={isEmpty ? 'empty' : 'cards'}
      title="Needs attention"
      note={loud.length.toLocaleString('en')}
      folded={isEmpty}
    >
      {isEmpty ? (
        <p className="faint hint">Nothing: where one of your edits meets those of others, it is explained here.</p>
      ) : null}
      {loud.length === 0 ? null : <Cards name="Needs attention" cards={loud} />}
      {quiet.length === 0 ? null : (
        <>
          <h3 className="quiet-title">Good to know</h3>
          <Cards name="Good to know" cards={quiet} />
        </>
      )}
    </Section>
  )
}

function Cards({ name, cards }: { readonly name: string; readonly cards: readonly AttentionCard[] }) {
  return (
    <ul className="cards-list" aria-label={name}>
      {cards.map((card) => (
        <li key={card.key}>
          <Card card={card} />
        </li>
      ))}
    </ul>
  )
}

const CLOSING: Readonly<Record<AttentionCard['kind'], string>> = {
  conflicted: 'Let it go',
  void: 'Let it go',
  'joins-somata': 'It is right so',
  changed: 'Understood',
  overridden: 'Understood',
}

function Card({ card }: { readonly card: AttentionCard }) {
  const { proofSession, teamSession } = useApp()
  const [note, setNote] = useState<string | null>(null)
  const [answered, setAnswered] = useState<{ readonly kind: 'asked' | 'refused'; readonly sentence: string } | null>(
    null,
  )
  const answer = async (given: CardAnswer, confirmed = false) => {
    const outcome = await teamSession.answer(card, given, confirmed)
    setAnswered(outcome.kind === 'closed' ? null : outcome)
  }
  const asked = answered?.kind === 'asked'
  const sentences = asSentence(attentionInWords(card, timeWords))
  return (
    <article className={`attention-card ${card.kind}`} aria-label={plainWords(card.edit.words)}>
      <Button
        className="attention-go"
        aria-label={`${plainWords(sentences)} Go there`}
        onPress={() => proofSession.flyTo(card.edit)}
      >
        <Words text={sentences} />
      </Button>
      {card.also.length === 0 ? null : (
        <p className="faint attention-also">
          Your later edits there: <Words text={card.also.map(({ words }) => words).join('; ')} />
        </p>
      )}
      <Sides card={card} />
      {answered === null ? null : (
        <p className={asked ? 'attention-asked' : 'form-problem'} role="alert">
          <Words text={answered.sentence} />
        </p>
      )}
      {note === null ? (
        <div className="row wrap">
          {card.kind === 'joins-somata' ? (
            <Button className="button small primary" onPress={() => void answer({ kind: 'take-back' }, asked)}>
              {asked ? ALL_THE_SAME : 'Take it back'}
            </Button>
          ) : (
            <Redo card={card} asked={asked} onPress={() => void answer({ kind: 'redo' }, asked)} />
          )}
          <Button className="button small" onPress={() => void answer({ kind: 'let-go' })}>
            {CLOSING[card.kind]}
          </Button>
          {card.against === undefined ? null : (
            <Button className="button small" onPress={() => setNote('')}>
              Leave a note
            </Button>
          )}
        </div>
      ) : (
        <NoteForm
          who={card.against?.author ?? 'them'}
          onDone={(text) => {
            setNote(null)
            if (text !== null) void answer({ kind: 'note', text })
          }}
        />
      )}
    </article>
  )
}

/** The second key. */
const ALL_THE_SAME = 'Do it all the same'

interface RedoProps {
  readonly card: AttentionCard
  readonly asked: boolean
  readonly onPress: () => void
}

function Redo({ card: { redo, edit, kind }, asked, onPress }: RedoProps) {
  if (kind === 'changed') return null
  const words = edit.kind === 'split' ? 'Cut again on today’s state' : 'Make it again on today’s state'
  return (
    <Hint label={redo.kind === 'can' ? redoWords(edit.name, redo.pieces) : redo.why}>
      <Button className="button small primary" isDisabled={redo.kind === 'cannot'} onPress={onPress}>
        {asked ? ALL_THE_SAME : words}
      </Button>
    </Hint>
  )
}

function redoWords(name: string, pieces: readonly number[]): string {
  const into = pieces.length === 0 ? '' : `, into pieces of ${pieces.join(', ')}`
  return `Makes the ${name} again on what is there now${into}`
}

/** Two buttons that light in the panels what the edit was made on, and what is there today, while hovered or focused. */
function Sides({ card }: { readonly card: AttentionCard }) {
  const { proofSession, teamSession } = useApp()
  const show = (side: 'before' | 'after' | undefined) =>
    teamSession.show(side === undefined ? undefined : { key: card.key, side })
  const press = () => proofSession.flyTo(card.edit)
  return (
    <Group className="segmented sides" aria-label="Show in the panels">
      {(['before', 'after'] as const).map((side) => (
        <Button
          key={side}
          onPress={press}
          onHoverStart={() => show(side)}
          onHoverEnd={() => show(undefined)}
          onFocus={() => show(side)}
          onBlur={() => show(undefined)}
        >
          {side === 'before' ? 'Your points' : 'Today'}
        </Button>
      ))}
    </Group>
  )
}

function NoteForm({ who, onDone }: { readonly who: string; readonly onDone: (text: string | null) => void }) {
  const [text, setText] = useState('')
  return (
    <Form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') onDone(text)
      }}
    >
      <TextField className="field" value={text} onChange={setText} autoFocus>
        <Label>Note for {who}</Label>
        <Input />
      </TextField>
      <div className="row">
        <Button className="button small primary" type="submit" isDisabled={text.trim() === ''}>
          Leave it there
        </Button>
        <Button className="button small" onPress={() => onDone(null)}>
          Cancel
        </Button>
      </div>
    </Form>
  )
}
