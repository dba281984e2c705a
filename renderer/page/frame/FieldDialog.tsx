import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useChange, useView } from '../app-context.ts'
import { showDialog } from '../view/recipes.ts'
import type { DialogState } from '../view/view-state.ts'

interface FieldDialogProps<Kind extends DialogState['kind']> {
  readonly kind: Kind
  readonly title: string
  /** The dialog is narrow, and the tissue behind it stays bright. */
  readonly slight?: boolean
  /** The form. It exists only while the dialog is open, so that it begins anew each time. */
  readonly children: (dialog: Extract<DialogState, { readonly kind: Kind }>, close: () => void) => ReactNode
}

/** A dialog that asks for a few words. It is open while the view state names it. */
export function FieldDialog<Kind extends DialogState['kind']>({
  kind,
  title,
  slight = false,
  children,
}: FieldDialogProps<Kind>) {
  const change = useChange()
  const dialog = useView((state) => state.dialog)
  const close = () => change(showDialog(null))
  const isThis = (one: DialogState): one is Extract<DialogState, { readonly kind: Kind }> => one.kind === kind
  const shown = dialog !== null && isThis(dialog) ? dialog : null
  return (
    <ModalOverlay
      className={slight ? 'modal-overlay clear' : 'modal-overlay'}
      isDismissable
      isOpen={shown !== null}
      onOpenChange={close}
    >
      <Modal className={slight ? 'modal narrow' : 'modal'}>
        <Dialog>
          <Heading slot="title">{title}</Heading>
          {shown === null ? null : children(shown, close)}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
