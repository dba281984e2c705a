import { useState } from 'react'
import {
  Button,
  Dialog,
  Form,
  Heading,
  Input,
  Label,
  Modal,
  ModalOverlay,
  Text,
  TextField,
} from 'react-aria-components'
import { useChange, usePage, useView } from '../page-context.ts'
import { showDialog } from '../state/recipes.ts'

/** Asks for one or several addresses of volumes. */
export function OpenUrlDialog() {
  const change = useChange()
  const dialog = useView((state) => state.dialog)
  const close = () => change(showDialog(null))
  return (
    <ModalOverlay className="modal-overlay" isDismissable isOpen={dialog?.kind === 'open-url'} onOpenChange={close}>
      <Modal className="modal">
        <Dialog>
          <Heading slot="title">Open a URL</Heading>
          <UrlForm initial={dialog?.kind === 'open-url' ? dialog.text : ''} onDone={close} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

interface UrlFormProps {
  readonly initial: string
  readonly onDone: () => void
}

function UrlForm({ initial, onDone }: UrlFormProps) {
  const { session } = usePage()
  const [text, setText] = useState(initial)
  const locations = text.split(/\s+/).filter((part) => part !== '')
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
        <Label>Address of a volume or of a skein.json</Label>
        <Input className="mono" spellCheck="false" placeholder="https://…/image" />
        <Text slot="description">Several addresses, with spaces between them, open as one dataset.</Text>
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
