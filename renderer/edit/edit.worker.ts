import { createByteClient } from '../../shared/bytes/byte-client.ts'
import type { FromTransport } from '../../shared/contracts/transport-protocol.ts'
import { parseDoubtModel } from '../../shared/doubts/model/parse-doubt-model.ts'
import { unwrap } from '../../shared/problem.ts'
import { openCommittedDatabase } from './committed-log/committed-database-dexie.ts'
import ownModel from './doubts/doubt-model.json' with { type: 'json' }
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

/** Entry of the edit worker. It owns the edit log, the segment graph and the databases, and has no network and no pixels. */
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
    doubtModel: unwrap(parseDoubtModel(ownModel, 'doubt-model.json')),
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
    pause: createPause(now),
    report: (error) => console.error(error),
  })
  gl.onmessage = ({ data }: MessageEvent<GlToEdit>) => started.fromGl(data)
  return started
}

self.onmessage = ({ data }: MessageEvent<ToEdit>) => {
  if (session !== undefined) session.fromPage(data)
  else if (data.kind === 'start') session = start(data)
}
