import { Check, ChevronDown } from 'lucide-react'
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { Hint } from '../../frame/IconButton.tsx'

/** Supervoxels on the smaller side, at least. */
const SIZES = [undefined, 3, 10, 30] as const

interface SizeMenuProps {
  /** Undefined for any size. */
  readonly atLeast: number | undefined
  readonly choose: (atLeast: number | undefined) => void
}

/** Chooses how large the smaller side of a doubt is at least. */
export function SizeMenu({ atLeast, choose }: SizeMenuProps) {
  return (
    <MenuTrigger>
      <Hint label="At least so many supervoxels on the smaller side">
        <Button
          className="button small toggle doubt-size"
          aria-label={`Supervoxels on the smaller side: ${words(atLeast)}`}
          data-selected={atLeast === undefined ? undefined : true}
        >
          {words(atLeast)} <ChevronDown size={12} aria-hidden />
        </Button>
      </Hint>
      <Popover className="popover narrow" offset={4} placement="bottom end">
        <Menu
          className="menu"
          aria-label="Supervoxels on the smaller side"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[words(atLeast)]}
          onSelectionChange={(keys) => choose(SIZES.find((each) => keys !== 'all' && keys.has(words(each))))}
        >
          {SIZES.map((each) => (
            <MenuItem key={words(each)} id={words(each)} textValue={words(each)}>
              <Check size={14} aria-hidden opacity={each === atLeast ? 1 : 0} />{' '}
              {each === undefined ? 'Any size' : `≥ ${each} supervoxels`}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

function words(atLeast: number | undefined): string {
  return atLeast === undefined ? 'Any size' : `≥ ${atLeast}`
}
