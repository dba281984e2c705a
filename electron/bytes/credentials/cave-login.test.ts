import { expect, it } from 'vitest'
import { problemOf } from '../../../shared/problem.ts'
import { fakeMachine } from '../testing/fake-machine.ts'
import { caveLogins } from './cave-login.ts'

const SECRETS = '~/.cloudvolume/secrets'
const MACHINE = fakeMachine({
  [`${SECRETS}/cave.lab.org-cave-secret.json`]: '{"token": "ours"}',
  [`${SECRETS}/cave-secret.json`]: '{"token": "public"}',
  [`${SECRETS}/bad.lab.org-cave-secret.json`]: '{}',
})

/** What proves to a server who asks. */
async function proof(server: string): Promise<string | undefined> {
  const login = await caveLogins(server, MACHINE).find()
  const signed = await login?.sign({ url: new URL(`https://${server}/x`), headers: { range: 'bytes=0-1' } })
  expect(signed?.headers['range'] ?? 'bytes=0-1').toBe('bytes=0-1')
  return signed?.headers['authorization']
}

it('[CR2, CR7] the token of a server of CAVE goes to that server; the one without a server to the public ones alone', async () => {
  expect(await proof('cave.lab.org')).toBe('Bearer ours')
  expect(await proof('global.daf-apis.com')).toBe('Bearer public')
  expect(await proof('minnie.microns-daf.com')).toBe('Bearer public')
  for (const other of ['h.example.org', 'daf-apis.com.example.org', 'evil-daf-apis.com', 'daf-apis.org']) {
    expect([other, await proof(other)]).toEqual([other, undefined])
  }
})

it('[CR3] a file without a token is named', async () => {
  const problem = await caveLogins('bad.lab.org', MACHINE)
    .find()
    .then(() => undefined, problemOf)
  expect(problem).toMatchObject({
    kind: 'forbidden',
    message: expect.stringMatching(/bad\.lab\.org-cave-secret\.json.*token/),
  })
})
