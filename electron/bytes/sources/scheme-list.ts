import { FILE_SCHEME } from './file/file-scheme.ts'
import { GS_SCHEME } from './gs/gs-scheme.ts'
import { HTTP_SCHEME } from './http/http-scheme.ts'
import { MIDDLEAUTH_SCHEME } from './middleauth/middleauth-scheme.ts'
import { S3_SCHEME } from './s3/s3-scheme.ts'
import type { Scheme } from './scheme.ts'

/** The schemes that can be opened, in the order in which a sentence names them. */
export const SCHEMES: readonly Scheme[] = [FILE_SCHEME, HTTP_SCHEME, GS_SCHEME, S3_SCHEME, MIDDLEAUTH_SCHEME]
