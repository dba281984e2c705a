import { X } from 'lucide-react'
import { Button } from 'react-aria-components'
import { useApp, useChange, useView } from '../app-context.ts'
import { IconButton } from '../controls/IconButton.tsx'
import { FieldDialog } from '../frame/FieldDialog.tsx'
import { showDialog } from '../view/recipes.ts'
import type { OpenedLink } from '../view/view-state.ts'
import { linkTitle, whatIsLeftOut } from './link-words.ts'

/** Sentences on the card, which lies over tissue; the dialog has all. */
const SENTENCES_ON_CARD = 3

/** After a Neuroglancer link was opened: what of it is not shown, until it is closed. */
export function LinkCard() {
  const { view } = useApp()
  const change = useChange()
  const link = useView((state) => (state.linkCard ? state.dataset?.link : undefined))
  if (!link) return null
  const { missing, settings } = whatIsLeftOut(link)
  const count = missing.length + settings.length
  const showAll = () => {
    view.setState({ linkCard: false })
    change(showDialog({ kind: 'link' }))
  }
  return (
    <div className="card" role="status" aria-label="What the link left out">
      <div className="card-text">
        <strong>{linkTitle(link)}</strong>
        <ul className="link-left-out">
          {missing.slice(0, SENTENCES_ON_CARD).map((sentence) => (
            <li key={sentence}>{sentence}.</li>
          ))}
        </ul>
      </div>
      {count > Math.min(missing.length, SENTENCES_ON_CARD) ? (
        <Button className="button" onPress={showAll}>
          All {count}
        </Button>
      ) : null}
      <IconButton label="Close this message" icon={X} onPress={() => view.setState({ linkCard: false })} />
    </div>
  )
}

/** All that a Neuroglancer link has and Skein does not show. */
export function LinkDialog() {
  const link = useView((state) => state.dataset?.link)
  return (
    <FieldDialog kind="link" title="What the link left out">
      {(_dialog, close) => (
        <>
          {link ? <LeftOutList link={link} /> : null}
          <div className="dialog-buttons">
            <Button className="button primary" autoFocus onPress={close}>
              Close
            </Button>
          </div>
        </>
      )}
    </FieldDialog>
  )
}

function LeftOutList({ link }: { readonly link: OpenedLink }) {
  const { missing, settings } = whatIsLeftOut(link)
  return (
    <>
      <p className="link-opened">
        {linkTitle(link)}. {missing.length + settings.length === 0 ? 'All of it is shown.' : 'Not shown:'}
      </p>
      <ul className="link-left-out">
        {missing.map((sentence) => (
          <li key={sentence}>{sentence}.</li>
        ))}
        {settings.map((sentence) => (
          <li key={sentence} className="faint">
            {sentence}.
          </li>
        ))}
      </ul>
    </>
  )
}
