import type { Page } from '@playwright/test'

/**
 * What of the page's text and controls is cut off, lies over another, or leaves the window: one sentence each. Where a
 * dialog or menu is open, or folders are dragged, only that is looked at. Names and buttons that a panel shows on hover count as shown.
 */
export function boxProblems(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    interface Item {
      readonly element: Element
      readonly words: string
      readonly box: DOMRect
    }
    const top = document.querySelector('.modal, .drop-area') ?? document.querySelector('.popover') ?? document.body
    const problems = new Set<string>()
    /** Messages that can be closed, or go by themselves. */
    const isMessage = (element: Element) => element.closest('.cards, .notice, .empty-note, .failure-note, .tooltip')
    const meet = (a: DOMRect, b: DOMRect) => {
      const [left, upper] = [Math.max(a.left, b.left), Math.max(a.top, b.top)]
      return new DOMRect(left, upper, Math.min(a.right, b.right) - left, Math.min(a.bottom, b.bottom) - upper)
    }
    /** What is left of a box within all that clips it; undefined where it is scrolled away or has made room. */
    const shown = (element: Element, whole: DOMRect, words: string): DOMRect | undefined => {
      let box = whole
      for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
        const { overflowX, overflowY, textOverflow, position, webkitLineClamp } = getComputedStyle(at)
        if (overflowX !== 'visible' || overflowY !== 'visible') {
          const within = meet(box, at.getBoundingClientRect())
          const scrolls = /auto|scroll/.test(overflowY)
          // Lines after the last one that is shown end in an ellipsis, as one line does.
          const isClamped = webkitLineClamp !== 'none' && webkitLineClamp !== ''
          if (within.height < 4 && (scrolls || isClamped || at.matches('.status-place'))) return undefined
          const sideways = box.width - within.width > 1 && textOverflow !== 'ellipsis' && !at.matches('.file-path')
          const upright = box.height - within.height > 3 && !scrolls
          if (sideways || upright) problems.add(`"${words}" is cut off by .${at.className}`)
          if (within.width < 1 || within.height < 1) return undefined
          box = within
        }
        if (position === 'fixed') break
      }
      const room = new DOMRect(0, 0, innerWidth, innerHeight)
      const inside = meet(box, room)
      if (box.width - inside.width > 1 || box.height - inside.height > 1) problems.add(`"${words}" leaves the window`)
      return box
    }
    /** Buttons of a row that come on a ground of their own, while the pointer is on the row. */
    const isFadedOut = (element: Element) => {
      for (let at: Element | null = element; at && !at.matches('.panel'); at = at.parentElement) {
        if (getComputedStyle(at).opacity === '0' && !at.matches('.panel-name, .panel-buttons')) return true
      }
      return false
    }
    const isSeen = (element: Element) => {
      // What is folded away has its place all the same.
      if (isFadedOut(element) || !element.checkVisibility()) return false
      // What only screen readers hear is a pixel large.
      for (let at: Element | null = element; at; at = at.parentElement) {
        const { clip, clipPath, visibility, display } = getComputedStyle(at)
        if (clip !== 'auto' || clipPath !== 'none' || visibility === 'hidden' || display === 'none') return false
      }
      return true
    }
    const items: Item[] = []
    const add = (element: Element, whole: DOMRect, words: string) => {
      if (whole.width < 2 || whole.height < 2 || !isSeen(element)) return
      const box = shown(element, whole, words)
      if (box) items.push({ element, words, box })
    }
    const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      const words = node.textContent?.trim() ?? ''
      if (!parent || words === '' || parent.closest('svg, script, style, option')) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const rect of range.getClientRects()) add(parent, rect, words.slice(0, 40))
    }
    for (const control of top.querySelectorAll('button, input:not([type="range"]), [role="radio"], [role="switch"]')) {
      const words = control.getAttribute('aria-label') ?? control.textContent ?? ''
      if (control.tagName !== 'INPUT' || getComputedStyle(control).opacity !== '0') {
        add(control, control.getBoundingClientRect(), `[${words.slice(0, 40)}]`)
      }
    }
    /** What lies over the middle of an item, unless it is a part of the item or around it. */
    const coverOf = ({ element, box }: Item) => {
      const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
      if (over === null || isFadedOut(over)) return undefined
      return over.contains(element) || element.contains(over) ? undefined : over
    }
    const open = items.filter((item) => {
      const cover = coverOf(item)
      if (!cover) return true
      const isUnder = (places: string) => item.element.closest(places) !== null
      const underStart = cover.closest('.start-page') !== null && isUnder('.workspace')
      const isMeant = underStart || (isMessage(cover) !== null && isUnder('.workspace, .start-page'))
      // What lets the pointer through is not found: what is under it may be what is seen.
      const letsThrough = getComputedStyle(item.element).pointerEvents === 'none'
      if (!letsThrough && !isMeant) problems.add(`"${item.words}" lies under .${cover.className}`)
      return letsThrough
    })
    open.forEach((a, i) => {
      for (const b of open.slice(i + 1)) {
        if (a.element.contains(b.element) || b.element.contains(a.element)) continue
        if ((isMessage(a.element) === null) !== (isMessage(b.element) === null)) continue
        const both = meet(a.box, b.box)
        if (both.width > 2 && both.height > 3) problems.add(`"${a.words}" and "${b.words}" lie over each other`)
      }
    })
    return [...problems]
  })
}

/** Texts with a contrast below AA (4.5) against what they stand on: black or white where that is tissue. */
export function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    type Colour = readonly [number, number, number, number]
    const parse = (css: string): Colour => {
      const [r = 0, g = 0, b = 0, alpha = 1] = (css.match(/[\d.]+/g) ?? []).map(Number)
      return [r, g, b, alpha]
    }
    const over = (front: Colour, back: Colour): Colour => {
      const mix = (i: 0 | 1 | 2) => front[i] * front[3] + back[i] * (1 - front[3])
      return [mix(0), mix(1), mix(2), 1]
    }
    const luminance = (colour: Colour) => {
      const part = (i: 0 | 1 | 2) => {
        const value = colour[i] / 255
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
      }
      return 0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2)
    }
    const contrast = (a: Colour, b: Colour) => {
      const [x, y] = [luminance(a), luminance(b)]
      return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
    }
    const black: Colour = [0, 0, 0, 1]
    const white: Colour = [255, 255, 255, 1]
    const tissue = document.querySelector('.panel-area')
    const holds = (at: Element, x: number, y: number) => {
      const { left, top, right, bottom } = at.getBoundingClientRect()
      return left <= x && x <= right && top <= y && y <= bottom
    }
    /**
     * The grounds, from the element outwards, up to the first that nothing shines through. Whatever also holds the
     * tissue lies behind it, and a toast does not stand on the bar in which it is written.
     */
    const groundsOf = (element: Element): readonly Colour[] => {
      const { left, top, width, height } = element.getBoundingClientRect()
      const [x, y] = [left + width / 2, top + height / 2]
      const layers: Colour[] = []
      let last: readonly Colour[] = [white]
      let isFixed = false
      for (let at: Element | null = element; at; at = at.parentElement) {
        const { backgroundColor, position } = getComputedStyle(at)
        if (isFixed && !holds(at, x, y)) continue
        if (position === 'fixed') isFixed = true
        if (tissue && at.contains(tissue) && holds(tissue, x, y)) {
          last = [black, white]
          break
        }
        const layer = parse(backgroundColor)
        if (layer[3] === 1) {
          last = [layer]
          break
        }
        layers.push(layer)
      }
      return last.map((ground) => layers.reduceRight((back, front) => over(front, back), ground))
    }
    const top = document.querySelector('.modal, .drop-area') ?? document.querySelector('.popover') ?? document.body
    const faint = new Set<string>()
    const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      const words = node.textContent?.trim() ?? ''
      if (!parent || words === '' || parent.closest('svg, script, style, [disabled], [aria-disabled="true"]')) continue
      const { width, height } = parent.getBoundingClientRect()
      if (width < 2 || height < 2) continue
      let opacity = 1
      // A panel's name fades in when the pointer comes; it is read when it is there.
      for (let at: Element | null = parent; at && !at.matches('.panel'); at = at.parentElement) {
        if (!at.matches('.panel-name, .panel-buttons')) opacity *= Number(getComputedStyle(at).opacity)
      }
      const [r, g, b, alpha] = parse(getComputedStyle(parent).color)
      for (const ground of groundsOf(parent)) {
        const found = contrast(over([r, g, b, alpha * opacity], ground), ground)
        const [x, y, z] = ground.map(Math.round)
        const on = `${x} ${y} ${z}`
        if (found < 4.5) faint.add(`"${words.slice(0, 40)}" on ${on} has ${found.toFixed(2)} (.${parent.className})`)
      }
    }
    return [...faint]
  })
}
