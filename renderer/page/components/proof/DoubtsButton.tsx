import { Button } from 'react-aria-components'
import { usePage, useProof } from '../../page-context.ts'
import { Hint } from '../IconButton.tsx'

/** How many doubts are left; a press flies to the next. */
export function DoubtsButton() {
  const { commands } = usePage()
  const left = useProof((state) => state.doubts.left)
  const open = useProof((state) => state.editing.kind === 'open')
  if (!open) return null
  const words = left === 0 ? 'No doubts left' : 'Fly to the next doubt'
  return (
    <Hint label={words} command="next-doubt">
      <Button className="doubts-button" onPress={() => commands('next-doubt')}>
        Doubts <span className="number">{left.toLocaleString('en')}</span>
      </Button>
    </Hint>
  )
}
