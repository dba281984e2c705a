import { type Problem, ProblemError } from '../../../../shared/problem.ts'
import type { Login, LoginPlaces, SignedRequest } from '../../credentials/login.ts'
import type { HttpAnswer } from './http-exchange.ts'
import { refusalOf } from './refusal.ts'
import { isPageInstead } from './stored-value.ts'

/** The login with which one source asks: none at first, the machine's own once a request without one was refused. */
export interface Access {
  current(): Login | undefined
  /** The request as it is sent. Rejects as `Login.sign`. */
  sign(request: SignedRequest): Promise<SignedRequest>
  /**
   * Whether an answer says that the login does not do: with a login also where another place is pointed to, without one also
   * where a page to sign in came.
   */
  isRefused(answer: HttpAnswer): boolean
  /**
   * Whether the request may succeed now, after it was refused with the login `used`. Rejects with 'forbidden' where no login is
   * found, or one that is of no use. `file` is what was asked for.
   */
  improve(used: Login | undefined, answer: HttpAnswer, file: string): Promise<boolean>
}

/** Statuses that a store sends for a login that does not do, or for a signature of another region. */
const REFUSED: ReadonlySet<number> = new Set([401, 403])
const REFUSED_TO_LOGIN: ReadonlySet<number> = new Set([301, 302, 307, 308, 400, 401, 403])

/** `onChange` is called before another login is used. */
export function createAccess(places: LoginPlaces | undefined, onChange: () => void): Access {
  let current: Login | undefined
  let finding: Promise<Login | undefined> | undefined

  function find({ find: read }: LoginPlaces): Promise<Login | undefined> {
    finding ??= read().finally(() => {
      finding = undefined
    })
    return finding
  }

  return {
    current: () => current,
    sign: async (request) => (current === undefined ? request : current.sign(request)),
    isRefused(answer) {
      if (current !== undefined) return REFUSED_TO_LOGIN.has(answer.status)
      // Servers whose login is a page's lead there by a redirect.
      return REFUSED.has(answer.status) || (places !== undefined && isPageInstead(answer))
    },
    async improve(used, answer, file) {
      if (places === undefined) return false
      if (current !== used) return true
      if (used?.learn(answer) === true) return true
      // A login without the right stays without it; one that has ended may have been renewed since it was read.
      if (used !== undefined && refusalOf(answer) === 'no-right') return false
      const found = await find(places)
      if (current !== used) return true
      if (found === undefined && used === undefined) throw new ProblemError(noLogin(answer, places, file))
      if (found === undefined || found.id === used?.id) return false
      found.learn(answer)
      current = found
      onChange()
      return true
    },
  }
}

function noLogin({ status }: HttpAnswer, { looked }: LoginPlaces, file: string): Problem {
  const how = status === 200 ? 'sent a page to sign in' : `http ${status}`
  const message = `The server refused to give ${file} (${how}), and no login was found: looked for in ${looked}`
  return { kind: 'forbidden', message, file, status }
}

/** A refusal in a sentence: what is wrong with the login that was used, if any. */
export function refusedProblem(answer: HttpAnswer, file: string, login: Login | undefined): Problem {
  const { status } = answer
  return { kind: 'forbidden', message: `${whyRefused(answer, file, login)} (http ${status})`, file, status }
}

function whyRefused(answer: HttpAnswer, file: string, login: Login | undefined): string {
  const refusal = refusalOf(answer)
  if (login === undefined) {
    if (refusal !== 'expired') return `The server refused to give ${file}`
    return `The access that the address of ${file} carries has expired: an address with a new one is needed`
  }
  switch (refusal) {
    case 'expired':
      return `The login of ${login.name} has expired: sign in anew, then ${file} is asked for again`
    case 'unknown-login':
      return `The store of ${file} does not know the key of ${login.name}`
    case 'wrong-secret':
      return `The secret of ${login.name} does not fit its key, says the store of ${file}`
    case 'clock':
      return `The clock of this machine is wrong: for that the store of ${file} refuses the login of ${login.name}`
    case 'no-right':
      return `The login of ${login.name} has no right to read ${file}`
  }
}
