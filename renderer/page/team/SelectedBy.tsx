import type { CSSProperties } from 'react'
import { useTeam } from '../app-context.ts'
import { initialsOf, userColour } from '../view/user-colours.ts'

const NONE: readonly string[] = []

/** Initials of the colleagues who have a segment selected too. */
export function SelectedBy({ segment }: { readonly segment: bigint }) {
  const users = useTeam((state) => state.selectedBy.get(segment) ?? NONE)
  return users.map((user) => {
    const style: CSSProperties & { readonly '--user': string } = { '--user': userColour(user) }
    return (
      <span key={user} className="selected-by" style={style} title={`${user} has it selected`}>
        {initialsOf(user)}
      </span>
    )
  })
}
