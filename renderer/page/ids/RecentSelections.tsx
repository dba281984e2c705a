import { History } from 'lucide-react'
import { Button, MenuItem } from 'react-aria-components'
import { plainWords, segmentWord } from '../../../shared/words/ids-in-words.ts'
import { useChange, useView } from '../app-context.ts'
import { ButtonMenu } from '../controls/ButtonMenu.tsx'
import { Hint } from '../controls/IconButton.tsx'
import { bringBackPast } from '../view/recipes.ts'
import type { SelectedSegment } from '../view/view-state.ts'
import { Words } from './Words.tsx'

/** The menu lists this many past selections; the key goes back through all of them. */
const LISTED = 15

/** A menu of past selections, the newest first, that brings one back. */
export function RecentSelections() {
  const change = useChange()
  const past = useView((state) => state.past)
  if (past.length === 0) return null
  const listed = past.map((selection, index) => ({ selection, index })).reverse()
  const button = (
    <Hint label="Bring back a selection" command="selection-back">
      <Button className="button small" aria-label="Recent">
        <History size={14} aria-hidden />
      </Button>
    </Hint>
  )
  return (
    <ButtonMenu button={button} label="Recent selections">
      {listed.slice(0, LISTED).map(({ selection, index }) => (
        <MenuItem
          key={index}
          id={index}
          textValue={plainWords(wordsOf(selection))}
          onAction={() => change(bringBackPast(index))}
        >
          <Words text={wordsOf(selection)} />
        </MenuItem>
      ))}
    </ButtonMenu>
  )
}

function wordsOf(selection: readonly SelectedSegment[]): string {
  const [first, second] = selection
  const rest = selection.length - 2
  return [first && segmentWord(first.id), second && segmentWord(second.id), rest > 0 ? `and ${rest} more` : undefined]
    .filter((one) => one !== undefined)
    .join('  ')
}
