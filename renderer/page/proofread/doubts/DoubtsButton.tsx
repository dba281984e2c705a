import { Button } from 'react-aria-components'
import { isFiltered } from '../../../../shared/doubts/doubt-wish.ts'
import { useApp, useProof } from '../../app-context.ts'
import { Hint } from '../../controls/IconButton.tsx'

/** How many doubts are left; a press flies to the next. */
export function DoubtsButton() {
  const { commands } = useApp()
  const { left, all, unread } = useProof((state) => state.doubts)
  const filtered = useProof((state) => isFiltered(state.doubtWish))
  const open = useProof((state) => state.editing.kind === 'open')
  if (!open) return null
  const none = unread === null ? 'No doubts left' : 'The doubts cannot be read'
  const some = left === null ? 'The doubts are being ranked' : 'Fly to the next doubt'
  const words = left === 0 && !filtered ? none : some
  const of = filtered ? ` of ${all.toLocaleString('en')}` : ''
  const number = left === null ? '…' : `${left.toLocaleString('en')}${of}`
  return (
    <Hint label={words} command="next-doubt">
      <Button className="doubts-button" onPress={() => commands('next-doubt')}>
        Doubts <span className="number">{unread === null ? number : '–'}</span>
      </Button>
    </Hint>
  )
}
