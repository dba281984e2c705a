import { createByteClient } from '../../shared/bytes/byte-client.ts'
import type { FromTransport } from '../../shared/contracts/transport-protocol.ts'
import { openCommittedDatabase } from './committed-log/committed-database-dexie.ts'
import { createEditService, type EditService } from './edit-service.ts'
import type { GlToEdit } from './gl-link.ts'
import { openLocalRecords } from './local-records.ts'
import type { ToEdit } from './messages.ts'
import { openAgglomeration } from './open-dataset.ts'
import { createJournalClient } from './own-log/journal-client.ts'
import { openLogDatabase } from './own-log/log-database-dexie.ts'
import { openLog } from './own-log/open-log.ts'
import { createPause } from './pause.ts'
import { createTransportClient } from './team/transport-client.ts'

/** Entry of the edit worker: owns the edit log, the segment graph and the database. It has no network and no pixels. */
let session: EditService | undefined

type Start = Extract<ToEdit, { readonly kind: 'start' }>

function start({ bytes, journal, gl, transport }: Start): EditService {
  const client = createJournalClient(journal)
  const stores =
    transport === undefined ? undefined : createTransportClient((message) => transport.postMessage(message))
  if (transport !== undefined) {
    transport.onmessage = ({ data }: MessageEvent<FromTransport>) => stores?.hear(data)
  }
  const now = () => performance.now()
  const records = openLocalRecords()
  const randomWord = () => crypto.randomUUID()
  const started = createEditService({
    bytes: createByteClient(bytes),
    openAgglomeration,
    openLog: (dataset) => openLog({ dataset, now, database: openLogDatabase(dataset), journal: client }),
    openCommitted: openCommittedDatabase,
    transport: stores?.client,
    records,
    clientOf: (signedIn) => records.clientId(randomWord, signedIn),
    post: (message) => self.postMessage(message),
    sendToGl: (message) => gl.postMessage(message),
    now,
    wallClock: () => Date.now(),
    randomWord,
    random: () => Math.random(),
    later: (ms, call) => {
      const timer = setTimeout(call, ms)
      return () => clearTimeout(timer)
    },
    timeWords: createTimeWords(),
    pause: createPause(now),
    report: (error) => console.error(error),
  })
  gl.onmessage = ({ data }: MessageEvent<GlToEdit>) => started.fromGl(data)
  return started
}

/** "14:02" today, "Tue 14:02" within a week, else the date too; in the person's own zone. */
function createTimeWords(): (ms: number) => string {
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' })
  const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
  return (ms) => {
    const [time, day] = [clock.format(ms), date.format(ms)]
    if (day === date.format(Date.now())) return time
    const isRecent = Math.abs(Date.now() - ms) < WEEK_MS
    return isRecent ? `${weekday.format(ms)} ${time}` : `${day} ${time}`
  }
}

/** Six days: within them the name of a weekday means one day only. */
const WEEK_MS = 6 * 24 * 3600 * 1000

self.onmessage = ({ data }: MessageEvent<ToEdit>) => {
  if (session !== undefined) session.fromPage(data)
  else if (data.kind === 'start') session = start(data)
}
