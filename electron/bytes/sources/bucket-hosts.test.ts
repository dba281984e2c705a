import { describe, expect, it } from 'vitest'
import { fakeMachine } from '../testing/fake-machine.ts'
import { loginsOfHost } from './bucket-hosts.ts'

const SECRETS = '~/.cloudvolume/secrets'
const AWS = JSON.stringify({ AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' })
const GOOGLE = JSON.stringify({ type: 'authorized_user', client_id: 'c', client_secret: 's', refresh_token: 'r' })
const MACHINE = fakeMachine({
  [`${SECRETS}/lab.em-aws-secret.json`]: AWS,
  [`${SECRETS}/lab.em-google-secret.json`]: GOOGLE,
})

/** The file whose login is found for a URL. */
async function found(address: string): Promise<string | undefined> {
  const login = await loginsOfHost(new URL(address), MACHINE)?.find()
  return login?.name.split('/').at(-1)
}

describe('an https address of a bucket', () => {
  it.each([
    ['https://storage.googleapis.com/lab.em/v', 'lab.em-google-secret.json'],
    ['https://lab.em.storage.googleapis.com/v', 'lab.em-google-secret.json'],
    ['https://s3.amazonaws.com/lab.em/v', 'lab.em-aws-secret.json'],
    ['https://s3.eu-west-1.amazonaws.com/lab.em/v', 'lab.em-aws-secret.json'],
    ['https://s3.us-gov-west-1.amazonaws.com/lab.em/v', 'lab.em-aws-secret.json'],
    ['https://lab.em.s3.amazonaws.com/v', 'lab.em-aws-secret.json'],
    ['https://lab.em.s3-us-west-2.amazonaws.com/v', 'lab.em-aws-secret.json'],
    ['https://lab.em.s3.dualstack.us-west-2.amazonaws.com/v', 'lab.em-aws-secret.json'],
  ])('[CR2] %s has the logins of its bucket', async (address, file) => {
    expect(await found(address)).toBe(file)
  })

  it.each([
    'http://storage.googleapis.com/lab.em/v',
    'https://storage.googleapis.com.example.org/lab.em/v',
    'https://example.org/storage.googleapis.com/lab.em',
    'https://lab.em.s3.amazonaws.com.example.org/v',
    'https://ec2.us-west-2.amazonaws.com/lab.em',
    'https://s3.evil.amazonaws.com/lab.em',
  ])('[CR7] %s has none', async (address) => {
    expect(loginsOfHost(new URL(address), MACHINE)).toBeUndefined()
  })
})
