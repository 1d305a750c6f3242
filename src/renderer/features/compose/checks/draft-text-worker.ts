import { type DraftFacts, readDraftText } from './read-draft-text.ts'

export interface ReadingRequest {
  readonly text: string
  readonly expectedVersion: bigint
}

/** Answers each request with what the text tells, one after the other. */
addEventListener('message', ({ data }: MessageEvent<ReadingRequest>) => {
  const facts: DraftFacts = readDraftText(data.text, data.expectedVersion)
  postMessage(facts)
})
