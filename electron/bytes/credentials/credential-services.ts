import { readFile } from 'node:fs/promises'
import { request } from 'undici'
import { parseJson } from '../../../shared/json-field.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { codeOf } from '../../error-code.ts'
import { HTTP_STALL_MS } from '../limits.ts'
import type { Network } from '../network/network.ts'
import { diskProblem } from '../sources/file/disk-problem.ts'
import type { CredentialServices, FormReply } from './login.ts'

interface Machine extends Pick<CredentialServices, 'home' | 'environment'> {
  readonly network: Network
}

/** Reads the logins of this machine. */
export function createCredentialServices({ home, environment, network }: Machine): CredentialServices {
  return { home, environment, now: Date.now, readText, postForm: (url, form) => postForm(network, url, form) }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    throw diskProblem(error, path)
  }
}

/** No message holds what is posted or what came back. */
async function postForm(network: Network, url: string, form: Readonly<Record<string, string>>): Promise<FormReply> {
  const where = hostOf(url)
  try {
    return await network.through(new URL(url), async ({ dispatcher }) => {
      const { statusCode, body } = await request(url, {
        method: 'POST',
        dispatcher,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        headersTimeout: HTTP_STALL_MS,
        bodyTimeout: HTTP_STALL_MS,
      })
      return { status: statusCode, json: parseJson(await body.text()) }
    })
  } catch (error) {
    if (error instanceof ProblemError) throw error
    const why = codeOf(error) ?? 'no answer'
    const message = `No token for a login could be had from ${where} (${why})`
    throw new ProblemError({ kind: 'network', message, file: where })
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return 'the place that the login names'
  }
}
