import { createHash, createSign } from 'node:crypto'
import { join } from 'node:path'
import { isRecord } from '../../../shared/json-field.ts'
import { badLogin, jsonFields, neededField, textField } from './credential-files.ts'
import type { CredentialServices, FormReply, Login, LoginPlaces } from './login.ts'

/** Where tokens of a person's own login come from (Google, "Using OAuth 2.0"). A service account's file names its own place. */
const TOKEN_URL = 'https://oauth2.googleapis.com/token'
/** All that is asked for: reading. */
const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_only'
/** The longest life (s) of an assertion that Google takes. */
const ASSERTION_S = 3600
/** A token is renewed this long (ms) before it ends, so that none ends on its way. */
const RENEW_BEFORE_MS = 60_000

/**
 * Logins for a bucket of Google Cloud Storage: the file that CloudVolume keeps for the bucket, the one that
 * `GOOGLE_APPLICATION_CREDENTIALS` names, the one of `gcloud auth application-default login`, and CloudVolume's file for all buckets.
 */
export function googleLogins(bucket: string, services: CredentialServices, tokenUrl = TOKEN_URL): LoginPlaces {
  const { home, environment, readText } = services
  const secrets = join(home, '.cloudvolume', 'secrets')
  const gcloud =
    textField(environment, 'CLOUDSDK_CONFIG') ??
    (process.platform === 'win32'
      ? join(textField(environment, 'APPDATA') ?? home, 'gcloud')
      : join(home, '.config', 'gcloud'))
  return {
    looked:
      'GOOGLE_APPLICATION_CREDENTIALS, gcloud’s application default login, and ~/.cloudvolume/secrets/google-secret.json',
    async find() {
      const named = textField(environment, 'GOOGLE_APPLICATION_CREDENTIALS')
      for (const file of [
        join(secrets, `${bucket}-google-secret.json`),
        ...(named === undefined ? [] : [named]),
        join(gcloud, 'application_default_credentials.json'),
        join(secrets, 'google-secret.json'),
      ]) {
        const text = await readText(file)
        if (text !== undefined) return googleLogin(text, file, services, tokenUrl)
        if (file === named) throw badLogin(`${file}, which GOOGLE_APPLICATION_CREDENTIALS names, is not there`, file)
      }
      return undefined
    },
  }
}

function googleLogin(text: string, file: string, services: CredentialServices, tokenUrl: string): Login {
  const fields = jsonFields(text, file)
  const grant = grantOf(fields, file, services, tokenUrl)
  let token: Promise<Token> | undefined
  return {
    name: file,
    id: createHash('sha256').update(text).digest('hex'),
    async sign({ url, headers }) {
      token ??= grant()
      let current = await untilItFails(token)
      if (current.endsMs - RENEW_BEFORE_MS < services.now()) {
        token = grant()
        current = await untilItFails(token)
      }
      return { url, headers: { ...headers, authorization: `Bearer ${current.text}` } }
    },
    learn: () => false,
  }

  async function untilItFails(asked: Promise<Token>): Promise<Token> {
    try {
      return await asked
    } catch (error) {
      if (token === asked) token = undefined
      throw error
    }
  }
}

interface Token {
  readonly text: string
  /** ms since 1970. */
  readonly endsMs: number
}

/** How a token is got by a file's login. */
function grantOf(
  fields: Readonly<Record<string, unknown>>,
  file: string,
  { now, postForm }: CredentialServices,
  tokenUrl: string,
): () => Promise<Token> {
  const type = textField(fields, 'type')
  if (type === 'authorized_user') {
    const form = {
      grant_type: 'refresh_token',
      client_id: neededField(fields, 'client_id', file),
      client_secret: neededField(fields, 'client_secret', file),
      refresh_token: neededField(fields, 'refresh_token', file),
    }
    return async () => tokenOf(await postForm(tokenUrl, form), file, now())
  }
  if (type === 'service_account') {
    const issuer = neededField(fields, 'client_email', file)
    const key = neededField(fields, 'private_key', file)
    const url = textField(fields, 'token_uri') ?? tokenUrl
    return async () => {
      const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: assertion(issuer, key, url) }
      return tokenOf(await postForm(url, form), file, now())
    }
  }
  throw badLogin(`The login in ${file} is of the type ${type ?? 'that is missing'}, which Skein does not use`, file)

  /** RFC 7523: a JSON Web Token, signed by the account's own key. */
  function assertion(issuer: string, key: string, audience: string): string {
    const atS = Math.floor(now() / 1000)
    const claims = { iss: issuer, scope: SCOPE, aud: audience, iat: atS, exp: atS + ASSERTION_S }
    const text = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) => base64Url(JSON.stringify(part))).join('.')
    try {
      return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`
    } catch {
      // What OpenSSL says of a key may quote it.
      throw badLogin(`The login in ${file} cannot be used: its private_key is no RSA key`, file)
    }
  }
}

function base64Url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

function tokenOf({ status, json }: FormReply, file: string, nowMs: number): Token {
  const fields = isRecord(json) ? json : {}
  const text = textField(fields, 'access_token')
  const { expires_in: lifeS } = fields
  if (status === 200 && text !== undefined && typeof lifeS === 'number') return { text, endsMs: nowMs + lifeS * 1000 }
  if (textField(fields, 'error') === 'invalid_grant') {
    const how = 'sign in anew with: gcloud auth application-default login'
    throw badLogin(`The login in ${file} has expired or was taken back; ${how}`, file)
  }
  throw badLogin(`Google gave no token for the login in ${file} (http ${status})`, file)
}
