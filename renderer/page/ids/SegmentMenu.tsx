import { Ellipsis } from 'lucide-react'
import { Button, MenuItem, Text } from 'react-aria-components'
import { useApp } from '../app-context.ts'
import { ButtonMenu } from '../controls/ButtonMenu.tsx'
import { type CommandId, keyOf } from '../frame/shortcuts.ts'
import type { SegmentGoal } from '../proofread/find-in-segment.ts'
import type { SelectedSegment } from '../view/view-state.ts'

const GOALS: readonly { readonly goal: SegmentGoal; readonly words: string; readonly command: CommandId }[] = [
  { goal: 'whole', words: 'Show whole', command: 'segment-whole' },
  { goal: 'thickest', words: 'To its cell body or thickest place', command: 'segment-thickest' },
  { goal: 'tip', words: 'To its farthest tip', command: 'segment-tip' },
]

interface SegmentMenuProps {
  readonly segment: SelectedSegment
  /** Its id as a person reads it. */
  readonly word: string
}

/** Where to go in a selected segment. */
export function SegmentMenu({ segment, word }: SegmentMenuProps) {
  const { findInSegment } = useApp().proofSession
  const button = (
    <Button className="icon-button" aria-label={`Find a place in ${word}`}>
      <Ellipsis size={16} aria-hidden />
    </Button>
  )
  return (
    <ButtonMenu button={button} label={`Places in ${word}`}>
      {GOALS.map(({ goal, words, command }) => (
        <MenuItem key={goal} id={goal} textValue={words} onAction={() => void findInSegment(goal, segment)}>
          <Text slot="label">{words}</Text>
          <kbd>{keyOf(command)}</kbd>
        </MenuItem>
      ))}
    </ButtonMenu>
  )
}
