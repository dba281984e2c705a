/** A binary heap of whole numbers by key, smallest key first. It may hold a number more than once. */
export interface Heap {
  push(item: number, key: number): void
  /** The item with the smallest key; undefined when the heap is empty. */
  pop(): number | undefined
  /** The smallest key; infinite when the heap is empty. */
  leastKey(): number
  size(): number
  clear(): void
}

export function createHeap(): Heap {
  const items: number[] = []
  const keys: number[] = []

  /** Puts an entry into the free place `start` or below it, and moves smaller entries up. */
  const sink = (start: number, item: number, key: number) => {
    const end = items.length
    let place = start
    for (let child = 2 * place + 1; child < end; child = 2 * place + 1) {
      const least = child + 1 < end && keys[child + 1]! < keys[child]! ? child + 1 : child
      if (key <= keys[least]!) break
      items[place] = items[least]!
      keys[place] = keys[least]!
      place = least
    }
    items[place] = item
    keys[place] = key
  }
  return {
    push(item, key) {
      let place = items.length
      items.push(item)
      keys.push(key)
      for (; place > 0 && key < keys[(place - 1) >> 1]!; place = (place - 1) >> 1) {
        items[place] = items[(place - 1) >> 1]!
        keys[place] = keys[(place - 1) >> 1]!
      }
      items[place] = item
      keys[place] = key
    },
    pop() {
      const top = items[0]
      const item = items.pop()
      const key = keys.pop()
      if (item !== undefined && key !== undefined && items.length > 0) sink(0, item, key)
      return top
    },
    leastKey: () => keys[0] ?? Number.POSITIVE_INFINITY,
    size: () => items.length,
    clear() {
      items.length = 0
      keys.length = 0
    },
  }
}
