import type { LucideIcon } from 'lucide-react'
import type { ReactElement } from 'react'
import { Button, ToggleButton, Tooltip, TooltipTrigger } from 'react-aria-components'
import { plainWords } from '../../../shared/words/ids-in-words.ts'
import { useApp } from '../app-context.ts'
import { type CommandId, keyOf } from '../frame/shortcuts.ts'
import { Words } from '../ids/Words.tsx'

/** ms that the pointer rests before a tooltip comes: long enough that none appears while the pointer passes. */
const TOOLTIP_DELAY_MS = 600

interface HintProps {
  readonly label: string
  /** The command whose key ends the tooltip. */
  readonly command?: CommandId | undefined
  readonly children: ReactElement
}

/** A tooltip in the one style of the app, ending with the key where there is one. */
export function Hint({ label, command, children }: HintProps) {
  const key = command && keyOf(command)
  return (
    <TooltipTrigger delay={TOOLTIP_DELAY_MS} closeDelay={0}>
      {children}
      <Tooltip className="tooltip" offset={6}>
        <Words text={label} />
        {key ? <kbd>{key}</kbd> : null}
      </Tooltip>
    </TooltipTrigger>
  )
}

interface IconButtonProps {
  readonly label: string
  readonly icon: LucideIcon
  /** The command that a press runs, unless there is `onPress`. The tooltip shows its key. */
  readonly command?: CommandId
  readonly onPress?: () => void
  readonly className?: string
  /** A disabled button can still be focused, so that its label says why. */
  readonly isDisabled?: boolean
}

export function IconButton({ label, icon: Icon, command, onPress, className, isDisabled = false }: IconButtonProps) {
  const { commands } = useApp()
  const press = onPress ?? (() => command && commands(command))
  return (
    <Hint label={label} command={command}>
      <Button
        aria-label={plainWords(label)}
        aria-disabled={isDisabled}
        className={`icon-button ${className ?? ''}`}
        onPress={isDisabled ? () => undefined : press}
      >
        <Icon size={16} aria-hidden />
      </Button>
    </Hint>
  )
}

interface IconToggleProps {
  readonly label: string
  readonly icon: LucideIcon
  readonly command?: CommandId | undefined
  readonly isSelected: boolean
  readonly onChange: () => void
}

export function IconToggle({ label, icon: Icon, command, isSelected, onChange }: IconToggleProps) {
  return (
    <Hint label={label} command={command}>
      <ToggleButton aria-label={label} className="icon-button" isSelected={isSelected} onChange={onChange}>
        <Icon size={16} aria-hidden />
      </ToggleButton>
    </Hint>
  )
}
