import { describe, expect, it } from 'vitest'
import { EMPTY_BODY, signedByAws } from './aws-signature.ts'

/** The key of the examples in "Signature Calculations for the Authorization Header" of the S3 API reference. */
const S3 = {
  key: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  region: 'us-east-1',
  service: 's3',
  nowMs: Date.UTC(2013, 4, 24),
}
/** The key of AWS's published test suite for Signature Version 4. */
const SUITE = {
  key: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  region: 'us-east-1',
  service: 'service',
  nowMs: Date.UTC(2015, 7, 30, 12, 36),
}

describe('a request signed for AWS', () => {
  it.each([
    ['/test.txt', { range: 'bytes=0-9' }, 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'],
    ['/?lifecycle', {}, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['/?max-keys=2&prefix=J', {}, '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('[CR1] has the signature of the S3 reference for %s', (path, more, signature) => {
    const url = new URL(`https://examplebucket.s3.amazonaws.com${path}`)
    const { authorization } = signedByAws(url, { ...more, 'x-amz-content-sha256': EMPTY_BODY }, S3)
    const names = ['host', ...Object.keys(more), 'x-amz-content-sha256', 'x-amz-date'].join(';')
    expect(authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    )
  })

  it.each([
    ['get-vanilla', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      '/?Param2=value2&Param1=value1',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    ['get-utf8', '/ሴ', '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
    ['get-space', '/example space/', '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741'],
    [
      'get-unreserved',
      '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
      '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
    ],
  ])('[CR1] has the signature of the test suite for %s', (_name, path, signature) => {
    const { authorization } = signedByAws(new URL(`https://example.amazonaws.com${path}`), {}, SUITE)
    expect(authorization).toContain(`SignedHeaders=host;x-amz-date, Signature=${signature}`)
  })

  it('[CR1] carries and signs the token of a session', () => {
    const key = { ...S3.key, sessionToken: 'session' }
    const headers = signedByAws(new URL('https://b.s3.amazonaws.com/k'), {}, { ...S3, key })
    expect(headers['x-amz-security-token']).toBe('session')
    expect(headers['authorization']).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token')
  })
})
