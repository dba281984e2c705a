/**
 * Node's file functions without Electron's view of archives: to the patched ones a file `app.asar` is a folder, which
 * cannot be written or renamed. In the app this is the module `original-fs`, elsewhere `node:fs`.
 */
export type PlainFiles = Pick<
  typeof import('node:fs'),
  | 'chmodSync'
  | 'copyFileSync'
  | 'createWriteStream'
  | 'existsSync'
  | 'promises'
  | 'readdirSync'
  | 'renameSync'
  | 'rmSync'
  | 'statSync'
>
