import { serveTasks } from './serve-tasks.ts'

// One thread of an import from the command line.
serveTasks()
