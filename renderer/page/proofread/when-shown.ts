import type { LiveView } from '../view/live-view.ts'

/**
 * Calls `then` once the open dataset is on screen, or now where it is: work that nobody waits for takes the processor from
 * the threads that load and draw. It is not called for a dataset that is opened meanwhile.
 */
export function whenShown(view: Pick<LiveView, 'getState' | 'subscribe'>, then: () => void): void {
  const { dataset, isShown } = view.getState()
  if (isShown) {
    then()
    return
  }
  const stop = view.subscribe((now) => {
    const isSame = now.dataset?.locations === dataset?.locations
    if (isSame && !now.isShown) return
    stop()
    if (isSame) then()
  })
}
