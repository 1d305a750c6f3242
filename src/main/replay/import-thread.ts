import { IMPORT_THREAD_HEAP_MB_MAX } from '../../shared/import-limits.ts'
import { AnsweringThread } from '../threads/answering-thread.ts'
import type { FromImportThread, ToImportThread } from './import-messages.ts'

/** Beside this file, as a source and as it is built. */
const FILE = new URL(`./import-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

/** What commits become is short-lived; with more room for it the threads of an import would take hundreds of megabytes. */
const YOUNG_MB = 16

/** A commit needs more memory than a thread of an import may take. */
export class ImportOutOfMemory extends Error {
  constructor() {
    super(`A commit needs more memory than the ${IMPORT_THREAD_HEAP_MB_MAX} MB that an import may take for one.`)
    this.name = 'ImportOutOfMemory'
  }
}

/** A thread of limited memory that plays one part of an import. */
export class ImportThread extends AnsweringThread<ToImportThread, FromImportThread> {
  constructor(signal: AbortSignal) {
    super(
      {
        file: FILE,
        name: 'import',
        resourceLimits: { maxOldGenerationSizeMb: IMPORT_THREAD_HEAP_MB_MAX, maxYoungGenerationSizeMb: YOUNG_MB },
        whyItDied: error =>
          'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new ImportOutOfMemory() : error,
      },
      signal,
    )
  }
}
