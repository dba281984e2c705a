import { ipcMain, type WebContents } from 'electron'
import { HOST_CALLS, type HostApi, type HostCall, hostChannel } from '../../../shared/contracts/host-api.ts'
import type { Result } from '../../../shared/problem.ts'
import type { PageOrigin } from '../window/origin.ts'
import { type HostArguments, parseHostArguments } from './host-arguments.ts'
import { refuseSender } from './sender.ts'

/** What the main process does for each call; arguments have been parsed, the sender checked. */
export type HostHandlers = {
  readonly [Call in HostCall]: (...args: HostArguments<Call>) => Promise<HostValue<Call>> | HostValue<Call>
}

type HostValue<Call extends HostCall> = Awaited<ReturnType<HostApi[Call]>>

/**
 * Serves the host API to the main frame of one window, and to nothing else. A refusal travels as data, because a
 * rejected handler reaches the page as a bare message.
 */
export function serveHost(contents: WebContents, own: PageOrigin, handlers: HostHandlers): void {
  const serve = <Call extends HostCall>(call: Call): void => {
    ipcMain.handle(hostChannel(call), async (event, ...args: unknown[]): Promise<Result<HostValue<Call>>> => {
      const refusal = refuseSender(event, contents, own)
      if (refusal !== undefined) return { ok: false, problem: refusal }
      const parsed = parseHostArguments[call](args)
      if (!parsed.ok) return parsed
      return { ok: true, value: await handlers[call](...parsed.value) }
    })
  }
  for (const call of HOST_CALLS) serve(call)
}
