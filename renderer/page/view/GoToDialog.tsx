import { useState } from 'react'
import { Button, FieldError, Form, Input, Label, Text, TextField } from 'react-aria-components'
import { parsePosition, plainPosition } from '../../../shared/view/labels/format-position.ts'
import { useChange, useView } from '../app-context.ts'
import { FieldDialog } from '../frame/FieldDialog.tsx'
import { centreAt } from './recipes.ts'

/** Asks for a position and centres the view on it. */
export function GoToDialog() {
  return (
    <FieldDialog kind="go-to" title="Go to a position" slight>
      {(_dialog, close) => <GoToForm onDone={close} />}
    </FieldDialog>
  )
}

function GoToForm({ onDone }: { readonly onDone: () => void }) {
  const change = useChange()
  const position = useView((state) => state.camera.position)
  const voxelSize = useView((state) => state.dataset?.layers[0]?.volume.scales[0].resolution) ?? [1, 1, 1]
  const [text, setText] = useState(() => plainPosition(position))
  const [problem, setProblem] = useState('')
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault()
        const parsed = parsePosition(text, voxelSize)
        if (!parsed.ok) {
          setProblem(`${parsed.problem.message}.`)
          return
        }
        change(centreAt(parsed.value))
        onDone()
      }}
    >
      <TextField
        className="field"
        value={text}
        isInvalid={problem !== ''}
        validationBehavior="aria"
        onChange={(value) => {
          setText(value)
          setProblem('')
        }}
        autoFocus
      >
        <Label>Position</Label>
        <Input className="mono" spellCheck="false" onFocus={(event) => event.target.select()} />
        <Text slot="description">Three numbers: with “nm” or “µm” a length, without a unit voxels.</Text>
        <FieldError>{problem}</FieldError>
      </TextField>
      <div className="dialog-buttons">
        <Button className="button" onPress={onDone}>
          Cancel
        </Button>
        <Button className="button primary" type="submit">
          Go there
        </Button>
      </div>
    </Form>
  )
}
