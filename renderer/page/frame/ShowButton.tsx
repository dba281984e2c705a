import { Button } from 'react-aria-components'
import type { Vec3 } from '../../../shared/geometry.ts'
import { useApp, useView } from '../app-context.ts'
import { Hint } from './IconButton.tsx'
import { keyOf } from './shortcuts.ts'

/** Flies to the place that a message tells of, and back. There is no button while the place was in view all along. */
export function ShowButton({ of }: { readonly of: Vec3 | null }) {
  const { commands } = useApp()
  const told = useView((state) => state.told)
  if (of === null || told === null || !isSame(told.of, of)) return null
  const isBack = !isSame(told.goes, of)
  return (
    <Hint label={isBack ? 'Back to where you were' : 'Fly to where this is'}>
      <Button className="show-place" onPress={() => commands('show-place')}>
        {isBack ? 'Back' : 'Show'} <kbd>{keyOf('show-place')}</kbd>
      </Button>
    </Hint>
  )
}

function isSame(a: Vec3, b: Vec3): boolean {
  return a.every((part, axis) => part === b[axis])
}
