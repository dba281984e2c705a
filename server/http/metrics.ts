import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/**
 * Ms between two measurements of how late the event loop is. With the default of 10, a store that nobody uses takes 1 %
 * of a core. A person notices only lags that are longer than 100 ms.
 */
const EVENT_LOOP_LOOK_MS = 100

/** What the store counts, for Prometheus. No label holds a user, a dataset or a token. */
export interface Metrics {
  readonly registry: Registry
  readonly committed: Counter
  readonly refused: Counter
  readonly commitSeconds: Histogram
  readonly problems: Counter<'code'>
  readonly failures: Counter
}

export function createMetrics(connections: () => number): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_LOOK_MS })
  new Gauge({
    name: 'skein_connections',
    help: 'Open connections',
    registers,
    collect() {
      this.set(connections())
    },
  })
  return {
    registry,
    committed: new Counter({ name: 'skein_committed_edits_total', help: 'Edits committed by this process', registers }),
    refused: new Counter({ name: 'skein_refused_edits_total', help: 'Of these, void ones', registers }),
    commitSeconds: new Histogram({
      name: 'skein_commit_seconds',
      help: 'Seconds of one commit',
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
    problems: new Counter({
      name: 'skein_problems_total',
      help: 'Connections and requests ended with a problem',
      labelNames: ['code'],
      registers,
    }),
    failures: new Counter({ name: 'skein_database_failures_total', help: 'Failed calls of the database', registers }),
  }
}
