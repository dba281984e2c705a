import type { Role } from '../../contracts/store-protocol.ts'
import type { EditStorage } from '../admission/edit-storage.ts'
import { describeEditStorage, ROLES_AT_FIRST } from './edit-storage-conformance.ts'
import { createMemoryStorage } from './edit-storage-memory.ts'

describeEditStorage('in memory', async () => {
  const roles = new Map<string, Map<string, Role | undefined>>()
  const users = {
    roleOf: (user: string, dataset: string) => roles.get(dataset)?.get(user),
    isUser: (name: string) => Object.hasOwn(ROLES_AT_FIRST, name),
  }
  const storages = new Map<string, EditStorage>()
  const none = createMemoryStorage([], users)
  const storage: EditStorage = {
    head: (dataset) => (storages.get(dataset) ?? none).head(dataset),
    commit: (dataset, pushes) => (storages.get(dataset) ?? none).commit(dataset, pushes),
    read: (dataset, from, take) => (storages.get(dataset) ?? none).read(dataset, from, take),
  }
  return {
    storages: [storage, storage],
    async addDataset(name) {
      roles.set(name, new Map(Object.entries(ROLES_AT_FIRST)))
      storages.set(name, createMemoryStorage([name], users))
    },
    async setRole(user, dataset, role) {
      roles.get(dataset)?.set(user, role)
    },
    close: async () => undefined,
  }
})
