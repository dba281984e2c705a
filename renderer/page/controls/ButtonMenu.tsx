import type { ReactElement, ReactNode } from 'react'
import { Menu, type MenuProps, MenuTrigger, Popover } from 'react-aria-components'

interface ButtonMenuProps
  extends Pick<MenuProps<object>, 'selectionMode' | 'disallowEmptySelection' | 'selectedKeys' | 'onSelectionChange'> {
  /** What opens the menu; the focus goes back to it. */
  readonly button: ReactElement
  /** What is in the menu, for who hears it. */
  readonly label: string
  /** The end of the button that the menu is below. */
  readonly placement?: 'bottom start' | 'bottom end'
  /** For short words: the menu is no wider than these. */
  readonly isNarrow?: boolean | undefined
  /** Items and sections. */
  readonly children: ReactNode
}

/** A menu below a button, in the one style of the app. Arrows, first letters and Escape work as in any menu. */
export function ButtonMenu({ button, label, placement, isNarrow, children, ...selection }: ButtonMenuProps) {
  return (
    <MenuTrigger>
      {button}
      <Popover
        className={isNarrow === true ? 'popover narrow' : 'popover'}
        offset={4}
        placement={placement ?? 'bottom end'}
      >
        <Menu className="menu" aria-label={label} {...selection}>
          {children}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
