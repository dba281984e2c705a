import type { EditKey } from '../../../shared/edits/edit.ts'
import { clientIn, type LocalRecords, sharingName, wishIn } from '../local-records.ts'

/** For tests: records that last as long as the process. */
export function openMemoryRecords(): LocalRecords {
  const facts = new Map<string, string>()
  const all = new Map<string, Set<string>>()
  const began = new Map<string, number>()
  const answers = new Map<string, Set<EditKey>>()
  const doubtAnswers = new Map<string, Map<string, unknown>>()
  return {
    clientId: (fresh, signedIn) => {
      const put = async (name: string, value: string) => void facts.set(name, value)
      return clientIn({ get: async (name) => facts.get(name), put }, fresh, signedIn)
    },
    sessionBegan: async (dataset) => began.get(dataset),
    beginSession: async (dataset, atMs) => void began.set(dataset, atMs),
    dismissed: async (dataset) => new Set(all.get(dataset)),
    dismiss: async (dataset, doubt) => {
      all.set(dataset, new Set([...(all.get(dataset) ?? []), doubt]))
    },
    reopen: async (dataset, doubt) => void all.get(dataset)?.delete(doubt),
    answered: async (dataset) => new Set(answers.get(dataset)),
    answer: async (dataset, key) => {
      answers.set(dataset, new Set([...(answers.get(dataset) ?? []), key]))
    },
    doubtAnswers: async (dataset) => [...(doubtAnswers.get(dataset)?.values() ?? [])],
    keepDoubtAnswer: async (dataset, doubt, answer) => {
      doubtAnswers.set(dataset, new Map([...(doubtAnswers.get(dataset) ?? []), [doubt, structuredClone(answer)]]))
    },
    forgetDoubtAnswers: async (dataset) => void doubtAnswers.delete(dataset),
    sharing: async (dataset) => wishIn(facts.get(sharingName(dataset))),
    putSharing: async (dataset, wish) => void facts.set(sharingName(dataset), wish),
  }
}
