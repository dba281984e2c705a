import { type KeyboardEvent, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { tidy, typedValue, valueText } from './contrast.ts'

interface ValueFieldProps {
  readonly label: string
  readonly value: number
  /** By how much an arrow key changes the value; ten times that with Shift. */
  readonly step: number
  readonly onChange: (value: number) => void
}

/** A field for a voxel value. What is typed counts on Enter and on leaving the field; Escape brings back what was there. */
export function ValueField({ label, value, step, onChange }: ValueFieldProps) {
  const [typed, setTyped] = useState<string>()
  const take = () => {
    const next = typed === undefined ? undefined : typedValue(typed)
    setTyped(undefined)
    if (next !== undefined && next !== value) onChange(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: step, ArrowDown: -step }[event.key]
    if (by !== undefined) {
      event.preventDefault()
      setTyped(undefined)
      onChange(tidy((typedValue(typed ?? '') ?? value) + by * (event.shiftKey ? 10 : 1)))
    } else if (event.key === 'Enter') take()
    else if (event.key === 'Escape') setTyped(undefined)
  }
  return (
    <TextField
      className="value-field"
      value={typed ?? valueText(value)}
      isInvalid={typed !== undefined && typedValue(typed) === undefined}
      onChange={setTyped}
      onBlur={take}
      onKeyDown={onKeyDown}
    >
      <Label>{label}</Label>
      <Input className="number" inputMode="decimal" onFocus={(event) => event.currentTarget.select()} />
    </TextField>
  )
}
