import type { DraftHeader } from '../../../shared/contract/schemas.ts'

/** A commit that is written down and not struck out. */
export interface JournalEntry {
  /** Strikes the commit out: its outcome is known. */
  close(): Promise<void>
  /** This process is done with the commit and does not know its outcome; nothing happens to one that was struck out. */
  leave(): void
}

/** A draft whose actions are at hand, or are known by their digest: SHA-256 of their bytes, in hex. */
export type JournaledDraft = DraftHeader & ({ readonly actions: string } | { readonly digest: string })

/** Where commits are written down before their first attempt. */
export interface CommitJournal {
  /** Resolves when the entry would survive a crash of this machine. */
  open(draft: JournaledDraft): Promise<JournalEntry>
}
