import { ChevronDown } from 'lucide-react'
import { Button } from 'react-aria-components'
import { ChoiceMenu } from '../../controls/ChoiceMenu.tsx'
import { Hint } from '../../controls/IconButton.tsx'

/** Supervoxels on the smaller side, at least. */
const SIZES = [undefined, 3, 10, 30] as const

interface SizeMenuProps {
  /** Undefined for any size. */
  readonly atLeast: number | undefined
  readonly choose: (atLeast: number | undefined) => void
}

/** Chooses how large the smaller side of a doubt is at least. */
export function SizeMenu({ atLeast, choose }: SizeMenuProps) {
  const button = (
    <Hint label="At least so many supervoxels on the smaller side">
      <Button
        className="button small toggle doubt-size"
        aria-label={`Supervoxels on the smaller side: ${words(atLeast)}`}
        data-selected={atLeast === undefined ? undefined : true}
      >
        {words(atLeast)} <ChevronDown size={12} aria-hidden />
      </Button>
    </Hint>
  )
  return (
    <ChoiceMenu
      {...{ button, choose, isNarrow: true }}
      label="Supervoxels on the smaller side"
      choices={SIZES}
      chosen={atLeast}
      wordsOf={(each) => (each === undefined ? words(each) : `${words(each)} supervoxels`)}
    />
  )
}

function words(atLeast: number | undefined): string {
  return atLeast === undefined ? 'Any size' : `≥ ${atLeast}`
}
