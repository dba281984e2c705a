import type { CredentialServices, FormReply } from '../credentials/login.ts'

export interface FakeMachine extends CredentialServices {
  /** Every form that was posted, with where it went. */
  readonly posted: { readonly url: string; readonly form: Readonly<Record<string, string>> }[]
}

/** A machine with these files, variables and replies to forms, at a time that stands still at 2026-01-01. */
export function fakeMachine(
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
  replies: readonly FormReply[] = [],
): FakeMachine {
  const posted: FakeMachine['posted'] = []
  return {
    posted,
    environment,
    home: '/people/ada',
    now: () => Date.UTC(2026, 0, 1),
    readText: async (path) => files[path.replace(/^\/people\/ada\//, '~/')],
    async postForm(url, form) {
      posted.push({ url, form })
      return replies[posted.length - 1] ?? { status: 500, json: undefined }
    },
  }
}
