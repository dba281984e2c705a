import { readFileSync } from 'node:fs'
import { forgeConfig, STAND_IN_VARIABLE } from './packaging/forge-config.ts'

const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'))
const { [STAND_IN_VARIABLE]: standIn, SKEIN_UPDATE_FEED: feed, SKEIN_UPDATE_KEY: publicKey } = process.env

/** Electron Forge's configuration. `npm run make` sets the first variable; who makes a package sets the other two. */
export default forgeConfig({ version, standIn, update: feed && publicKey ? { feed, publicKey } : undefined })
