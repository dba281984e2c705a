import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { jsonFields, neededField } from './credential-files.ts'
import type { CredentialServices, LoginPlaces } from './login.ts'

/**
 * Domains of CAVE's public services. The token file that names no server is for them alone: a link that anybody made
 * may name any server.
 */
const PUBLIC_CAVE = /(?:^|\.)(?:daf-apis|microns-daf|flywire-daf)\.com$/i

/**
 * Logins for a server of CAVE: the token that CAVEclient and CloudVolume keep for it, `<server>-cave-secret.json` in
 * `~/.cloudvolume/secrets`; for the public ones also `cave-secret.json` there.
 */
export function caveLogins(server: string, { home, readText }: CredentialServices): LoginPlaces {
  const names = [`${server}-cave-secret.json`, ...(PUBLIC_CAVE.test(server) ? ['cave-secret.json'] : [])]
  return {
    looked: names.map((name) => `~/.cloudvolume/secrets/${name}`).join(' and '),
    async find() {
      for (const name of names) {
        const file = join(home, '.cloudvolume', 'secrets', name)
        const text = await readText(file)
        if (text === undefined) continue
        const token = neededField(jsonFields(text, file), 'token', file)
        return {
          name: file,
          id: createHash('sha256').update(text).digest('hex'),
          sign: async ({ url, headers }) => ({ url, headers: { ...headers, authorization: `Bearer ${token}` } }),
          learn: () => false,
        }
      }
      return undefined
    },
  }
}
