import { Info } from 'lucide-react'
import { Button } from 'react-aria-components'
import { useShallow } from 'zustand/react/shallow'
import { useApp, useView } from '../app-context.ts'
import { keyOf } from '../frame/shortcuts.ts'
import { whyEmpty } from '../view/why-empty.ts'

/** Why there is nothing to see, over the panels. */
export function EmptyNote() {
  const { commands } = useApp()
  const texts = useView(useShallow((state) => whyEmpty(state).map(({ text }) => text)))
  const fitHelps = useView((state) => whyEmpty(state).some((reason) => reason.fitHelps))
  if (texts.length === 0) return null
  return (
    <div className="empty-note" role="status" data-over-panel aria-label="Why nothing is seen">
      {texts.map((text) => (
        <p key={text}>
          <Info size={14} aria-hidden /> {text}
        </p>
      ))}
      {fitHelps ? (
        <Button className="button" onPress={() => commands('home')}>
          Fit the dataset <kbd>{keyOf('home')}</kbd>
        </Button>
      ) : null}
    </div>
  )
}
