import { Check } from 'lucide-react'
import type { ReactElement } from 'react'
import { MenuItem } from 'react-aria-components'
import { ButtonMenu } from './ButtonMenu.tsx'

interface ChoiceMenuProps<T> {
  /** What opens the menu. */
  readonly button: ReactElement
  readonly label: string
  readonly choices: readonly T[]
  readonly chosen: T
  readonly choose: (choice: T) => void
  /** Of a choice; no two are alike. */
  readonly wordsOf: (choice: T) => string
  readonly isNarrow?: boolean | undefined
}

/** A menu of which one choice holds at a time: a tick is before it. */
export function ChoiceMenu<T>({ button, label, choices, chosen, choose, wordsOf, isNarrow }: ChoiceMenuProps<T>) {
  return (
    <ButtonMenu
      {...{ button, label, isNarrow }}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[wordsOf(chosen)]}
      onSelectionChange={(keys) => {
        for (const choice of choices) if (keys !== 'all' && keys.has(wordsOf(choice))) choose(choice)
      }}
    >
      {choices.map((choice) => (
        <MenuItem key={wordsOf(choice)} id={wordsOf(choice)} textValue={wordsOf(choice)}>
          <Check size={14} aria-hidden opacity={choice === chosen ? 1 : 0} /> {wordsOf(choice)}
        </MenuItem>
      ))}
    </ButtonMenu>
  )
}
