import { useState } from 'react'
import { Button, FieldError, Form, Input, Label, Switch, Text, TextField } from 'react-aria-components'
import type { PanelKind } from '../../../shared/view/camera.ts'
import { useApp, useView } from '../app-context.ts'
import { FieldDialog } from '../frame/FieldDialog.tsx'
import { panelsOf } from '../view/panel-layout.ts'
import type { ViewState } from '../view/view-state.ts'
import { FIGURE_WIDTH_MAX, readWidth } from './export-figure.ts'

/** Asks how large the picture of a panel is to be, and saves it. */
export function FigureDialog() {
  return (
    <FieldDialog kind="figure" title="Save a picture of this panel" slight>
      {({ panel }, close) => <FigureForm panel={panel} onDone={close} />}
    </FieldDialog>
  )
}

function FigureForm({ panel, onDone }: { readonly panel: PanelKind; readonly onDone: () => void }) {
  const { exports } = useApp()
  const rectOf = (state: ViewState) => panelsOf(state).find(({ kind }) => kind === panel)?.rect
  const width = useView((state) => rectOf(state)?.width ?? 0)
  const height = useView((state) => rectOf(state)?.height ?? 0)
  const [text, setText] = useState(() => String(2 * width))
  const [transparent, setTransparent] = useState(false)
  const [scaleBar, setScaleBar] = useState(true)
  const [problem, setProblem] = useState('')
  const size = readWidth(text, { width, height })
  const save = async () => {
    if (typeof size === 'string') return setProblem(size)
    onDone()
    const request = { panel, width: size.width, transparent: transparent && panel === '3d', scaleBar }
    await exports.figure(request)
  }
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
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
        <Label>Width in pixels</Label>
        <Input className="number" inputMode="numeric" onFocus={(event) => event.target.select()} />
        <Text slot="description">
          {typeof size === 'string'
            ? `A whole number to ${FIGURE_WIDTH_MAX.toLocaleString('en')}.`
            : `${size.width} x ${size.height} pixels, in the shape of the panel. What is loaded now is drawn.`}
        </Text>
        <FieldError>{problem}</FieldError>
      </TextField>
      <Switch className="switch" isSelected={scaleBar} onChange={setScaleBar}>
        <i aria-hidden /> Scale bar
      </Switch>
      {panel === '3d' ? (
        <Switch className="switch" isSelected={transparent} onChange={setTransparent}>
          <i aria-hidden /> Transparent background
        </Switch>
      ) : null}
      <div className="dialog-buttons">
        <Button className="button" onPress={onDone}>
          Cancel
        </Button>
        <Button className="button primary" type="submit">
          Save…
        </Button>
      </div>
    </Form>
  )
}
