import { expect } from '@playwright/test'
import { fixture } from '../../fixtures/fixture.ts'
import { type App, type LaunchOptions, waitForView } from './launch-app.ts'
import type { LocalServer } from './local-server.ts'

/** The app with a jpeg volume open, so that its wasm is at work as well. */
export async function openJpeg(launch: (options: LaunchOptions) => Promise<App>): Promise<App> {
  const app = await launch({ args: ['--open', fixture('fib25/em-jpeg')] })
  await waitForView(app.page)
  return app
}

export function expectUntouched(server: LocalServer): void {
  expect(server.requests).toEqual([])
}
