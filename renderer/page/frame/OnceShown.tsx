import { type ReactNode, useState } from 'react'
import { useView } from '../app-context.ts'

/**
 * Builds its children once the tissue of the open dataset is on screen: building controls takes the processor from the
 * threads that load and draw. What was built stays when another dataset is opened.
 */
export function OnceShown({ children }: { readonly children: ReactNode }) {
  const isShown = useView((state) => state.isShown)
  const [wasShown, setWasShown] = useState(isShown)
  if (isShown && !wasShown) setWasShown(true)
  return wasShown ? children : null
}

/** The same for what belongs to one dataset: it is built anew, and waits anew, for each dataset that is opened. */
export function OncePerDataset({ children }: { readonly children: ReactNode }) {
  const locations = useView((state) => state.dataset?.locations)
  return <OnceShown key={locations?.join('\n')}>{children}</OnceShown>
}
