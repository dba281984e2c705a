import { type ClipboardEvent, useState } from 'react'
import { Button, Form, Input, Label, Text, TextField } from 'react-aria-components'
import { isNeuroglancerLink } from '../../../shared/link/neuroglancer/read-link.ts'
import { useApp } from '../app-context.ts'
import { FieldDialog } from '../frame/FieldDialog.tsx'
import { splitLocations } from './opening/split-locations.ts'

/** Asks for one or several addresses of volumes. */
export function OpenUrlDialog() {
  return (
    <FieldDialog kind="open-url" title="Open a URL">
      {({ text }, close) => <UrlForm initial={text} onDone={close} />}
    </FieldDialog>
  )
}

interface UrlFormProps {
  readonly initial: string
  readonly onDone: () => void
}

function UrlForm({ initial, onDone }: UrlFormProps) {
  const { session } = useApp()
  const [text, setText] = useState(initial)
  const locations = splitLocations(text)
  // A link may have megabytes, which a field shows slowly.
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData('text/plain')
    if (!isNeuroglancerLink(pasted)) return
    event.preventDefault()
    onDone()
    void session.open([pasted.trim()])
  }
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault()
        if (locations.length === 0) return
        onDone()
        void session.open(locations)
      }}
    >
      <TextField className="field" value={text} onChange={setText} autoFocus>
        <Label>Address of a volume or of a skein.json, or a Neuroglancer link</Label>
        <Input className="mono" spellCheck="false" placeholder="https://…/image, gs://bucket/seg" onPaste={onPaste} />
        <Text slot="description">
          https, gs, s3 or a path, maybe with precomputed:// or zarr:// before it. Several, with spaces between them,
          open as one dataset.
        </Text>
      </TextField>
      <div className="dialog-buttons">
        <Button className="button" onPress={onDone}>
          Cancel
        </Button>
        <Button className="button primary" type="submit" isDisabled={locations.length === 0}>
          Open
        </Button>
      </div>
    </Form>
  )
}
