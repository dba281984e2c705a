import { Button } from 'react-aria-components'
import type { Vec3 } from '../../../shared/geometry.ts'
import { useApp, useView } from '../app-context.ts'
import { keyOf } from '../frame/shortcuts.ts'
import { showOf } from '../view/on-screen.ts'
import { Hint } from './IconButton.tsx'

/** Flies to the place that a message tells of, and back. A place in view has no button. */
export function ShowButton({ of }: { readonly of: Vec3 | null }) {
  const { commands } = useApp()
  const show = useView((state) => showOf(state, of))
  if (show === undefined) return null
  const isBack = show === 'back'
  return (
    <Hint label={isBack ? 'Back to where you were' : 'Fly to where this is'}>
      <Button className="show-place" onPress={() => commands('show-place')}>
        {isBack ? 'Back' : 'Show'} <kbd>{keyOf('show-place')}</kbd>
      </Button>
    </Hint>
  )
}
