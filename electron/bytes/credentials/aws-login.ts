import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type AwsKey, EMPTY_BODY, signedByAws } from './aws-signature.ts'
import { badLogin, jsonFields, neededField, readIni, textField } from './credential-files.ts'
import type { CredentialServices, Login, LoginPlaces } from './login.ts'

/** The region that is meant where none is said: that of the first stores, and of most that speak the protocol elsewhere. */
const FIRST_REGION = 'us-east-1'

/**
 * Logins for a bucket that speaks S3's protocol: the file that CloudVolume keeps for the bucket, the variables of the
 * environment, the profile of AWS's own files, and CloudVolume's file for all buckets.
 */
export function awsLogins(bucket: string, services: CredentialServices): LoginPlaces {
  return {
    looked: 'AWS_ACCESS_KEY_ID, the profiles in ~/.aws, and ~/.cloudvolume/secrets/aws-secret.json',
    async find() {
      const found =
        (await ofCloudVolume(`${bucket}-aws-secret.json`, services)) ??
        ofEnvironment(services) ??
        (await ofProfile(services)) ??
        (await ofCloudVolume('aws-secret.json', services))
      return found && awsLogin(found, services)
    },
  }
}

interface Found {
  readonly name: string
  readonly key: AwsKey
  readonly region: string | undefined
}

function ofEnvironment({ environment }: CredentialServices): Found | undefined {
  const accessKeyId = textField(environment, 'AWS_ACCESS_KEY_ID')
  const secretAccessKey = textField(environment, 'AWS_SECRET_ACCESS_KEY')
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined
  const sessionToken = textField(environment, 'AWS_SESSION_TOKEN')
  return { name: 'AWS_ACCESS_KEY_ID', key: { accessKeyId, secretAccessKey, sessionToken }, region: undefined }
}

async function ofCloudVolume(name: string, { home, readText }: CredentialServices): Promise<Found | undefined> {
  const file = join(home, '.cloudvolume', 'secrets', name)
  const text = await readText(file)
  if (text === undefined) return undefined
  const fields = jsonFields(text, file)
  const key = {
    accessKeyId: neededField(fields, 'AWS_ACCESS_KEY_ID', file),
    secretAccessKey: neededField(fields, 'AWS_SECRET_ACCESS_KEY', file),
    sessionToken: textField(fields, 'AWS_SESSION_TOKEN'),
  }
  return { name: file, key, region: textField(fields, 'AWS_DEFAULT_REGION', 'region') }
}

/** Ways to a login that need a program or another service of AWS, by the field that asks for them. */
const OTHER_WAYS = [
  'sso_session',
  'sso_start_url',
  'credential_process',
  'role_arn',
  'web_identity_token_file',
] as const

async function ofProfile({ home, environment, readText }: CredentialServices): Promise<Found | undefined> {
  const profile = textField(environment, 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE')
  const named = profile ?? 'default'
  const file = textField(environment, 'AWS_SHARED_CREDENTIALS_FILE') ?? join(home, '.aws', 'credentials')
  const configFile = textField(environment, 'AWS_CONFIG_FILE') ?? join(home, '.aws', 'config')
  const sections = readIni((await readText(file)) ?? '')
  const configs = readIni((await readText(configFile)) ?? '')
  const config = configs.get(named === 'default' ? 'default' : `profile ${named}`) ?? configs.get(named)
  const fields: Readonly<Record<string, unknown>> = { ...config, ...sections.get(named) }
  const accessKeyId = textField(fields, 'aws_access_key_id')
  const secretAccessKey = textField(fields, 'aws_secret_access_key')
  const name = `AWS profile ${named}`
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    const sessionToken = textField(fields, 'aws_session_token')
    return { name, key: { accessKeyId, secretAccessKey, sessionToken }, region: textField(fields, 'region') }
  }
  const other = OTHER_WAYS.find((way) => textField(fields, way) !== undefined)
  if (other !== undefined) {
    const how = 'put its keys into the environment with: aws configure export-credentials --format env'
    throw badLogin(`The ${name} signs in by ${other}, which Skein does not do; ${how}`, configFile)
  }
  if (profile === undefined) return undefined
  throw badLogin(`The ${name}, which AWS_PROFILE names, has no keys in ${file}`, file)
}

function awsLogin({ name, key, region }: Found, { environment, now }: CredentialServices): Login {
  let signedRegion = textField(environment, 'AWS_REGION', 'AWS_DEFAULT_REGION') ?? region ?? FIRST_REGION
  return {
    name,
    id: createHash('sha256').update(JSON.stringify(key)).digest('hex'),
    async sign({ url, headers }) {
      const signing = { key, region: signedRegion, service: 's3', nowMs: now() }
      const regional = inRegion(url, signedRegion)
      return {
        url: regional,
        headers: signedByAws(regional, { ...headers, 'x-amz-content-sha256': EMPTY_BODY }, signing),
      }
    },
    learn({ headers, body }) {
      const said =
        headers['x-amz-bucket-region'] ?? /<Region>([a-z0-9-]+)<\/Region>/.exec(Buffer.from(body).toString())?.[1]
      if (said === undefined || said === signedRegion || !/^[a-z0-9-]{1,64}$/.test(said)) return false
      signedRegion = said
      return true
    },
  }
}

/** A signature holds in one region: AWS's own hosts have the region in their name. */
function inRegion(url: URL, region: string): URL {
  const host = url.host.replace(
    /^(.*\.)?s3\.amazonaws\.com$/,
    (_host, bucket = '') => `${bucket}s3.${region}.amazonaws.com`,
  )
  const regional = new URL(url)
  regional.host = host
  return regional
}
