import { type ElectronApplication, expect } from '@playwright/test'

/**
 * Kills Chromium's graphics process: every WebGL context is lost with it, as when a driver is reset. `killed` are the
 * processes that were killed before, and may still be listed; another one takes their place.
 */
export async function killGraphics(electron: ElectronApplication, killed: Set<number>): Promise<void> {
  const listed = () =>
    electron.evaluate(({ app }) => app.getAppMetrics().flatMap(({ type, pid }) => (type === 'GPU' ? [pid] : [])))
  let living: number | undefined
  await expect
    .poll(async () => {
      living = (await listed()).find((pid) => !killed.has(pid))
      return living
    })
    .toBeGreaterThan(0)
  if (living === undefined) throw new Error('there is no graphics process')
  killed.add(living)
  process.kill(living, 'SIGKILL')
}
