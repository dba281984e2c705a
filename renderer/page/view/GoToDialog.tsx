import { useState } from 'react'
import { Button, FieldError, Form, Input, Label, Text, TextField } from 'react-aria-components'
import { plainPosition } from '../../../shared/view/labels/format-position.ts'
import { readPlaceOrIds, type VoxelGrid } from '../../../shared/view/labels/place-or-ids.ts'
import { useApp, useChange, useView } from '../app-context.ts'
import { FieldDialog } from '../frame/FieldDialog.tsx'
import { pastedLines } from '../ids/pasted-lines.ts'
import { centreAt } from './recipes.ts'

/** Asks for a position and centres the view on it, or for ids of segments and selects them. */
export function GoToDialog() {
  return (
    <FieldDialog kind="go-to" title="Go to a position or segments" slight>
      {(_dialog, close) => <GoToForm onDone={close} />}
    </FieldDialog>
  )
}

const NO_GRID: VoxelGrid = { resolution: [1, 1, 1], voxelOffset: [0, 0, 0], size: [0, 0, 0] }

function GoToForm({ onDone }: { readonly onDone: () => void }) {
  const { proofSession } = useApp()
  const change = useChange()
  const position = useView((state) => state.camera.position)
  const grid = useView((state) => state.dataset?.layers[0]?.volume.scales[0]) ?? NO_GRID
  const [text, setText] = useState(() => plainPosition(position))
  const [problem, setProblem] = useState('')
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault()
        const wanted = readPlaceOrIds(text, grid)
        switch (wanted.kind) {
          case 'position':
            change(centreAt(wanted.position))
            return onDone()
          case 'ids':
            return void proofSession.selectIds(wanted.ids).then((why) => (why === null ? onDone() : setProblem(why)))
          case 'too-many':
          case 'neither':
            return setProblem(wanted.sentence)
        }
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
        <Label>Position or ids</Label>
        <Input
          className="mono"
          spellCheck="false"
          onFocus={(event) => event.target.select()}
          onPaste={(event) => {
            const lines = pastedLines(event)
            if (lines !== undefined) setText(lines)
          }}
        />
        <Text slot="description">
          Three numbers are a position: with “nm” or “µm” a length, without a unit voxels. Ids of segments are selected;
          three of them need “+” between them.
        </Text>
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
