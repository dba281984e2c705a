import type { HttpAnswer } from '../sources/http/http-exchange.ts'

/** A request as it is sent. */
export interface SignedRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

/** A login that was found on this machine. It lives in memory alone, and no message holds its secret. */
export interface Login {
  /** What messages call it: the file, profile or variables it was read from. */
  readonly name: string
  /** Tells two logins apart; holds no secret in the clear. */
  readonly id: string
  /** Adds what proves who asks. Rejects with a `ProblemError` of kind 'forbidden' where the login is of no use. */
  sign(request: SignedRequest): Promise<SignedRequest>
  /** Learns from what a store answered; whether the same request may succeed now. */
  learn(answer: HttpAnswer): boolean
}

/** Where a store's logins are looked for. */
export interface LoginPlaces {
  /** The places in words, for the sentence that none was found. */
  readonly looked: string
  /**
   * Reads them now. Undefined where there is none. Rejects with a `ProblemError` of kind 'forbidden' where one is there that
   * cannot be read or used.
   */
  find(): Promise<Login | undefined>
}

/** What reading logins needs of the machine. */
export interface CredentialServices {
  readonly home: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** ms since 1970. */
  readonly now: () => number
  /** The text of a file; undefined where it is not there. */
  readonly readText: (path: string) => Promise<string | undefined>
  /** Posts a form and gives the JSON of the reply, undefined where it is none. */
  readonly postForm: (url: string, form: Readonly<Record<string, string>>) => Promise<FormReply>
}

export interface FormReply {
  readonly status: number
  readonly json: unknown
}
