import { SCENARIO_TEXT_CHARACTERS_MAX } from '../../../shared/limits.ts'
import { readScenario } from '../../../shared/scenario/read-scenario.ts'
import { notify } from '../../app/notice.tsx'
import { BLANK, draftOfScenario, draftOfText, freeName, putDraft } from './scenario-drafts.ts'

/**
 * Opens a scenario from a file, as text or JSON, as a draft that is not saved yet, and gives its name. One that cannot be
 * read is opened as it is, so that its mistakes can be seen where they are.
 */
export async function importScenario(file: File, taken: readonly string[]): Promise<string> {
  const text = (await file.text()).slice(0, SCENARIO_TEXT_CHARACTERS_MAX)
  const read = readScenario(text)
  if (read.kind === 'invalid') {
    const name = freeName('imported', taken)
    putDraft(name, draftOfText(text, { ...BLANK, name, title: '' }))
    notify(`${file.name} has mistakes; they are marked in its text`)
    return name
  }
  const name = freeName(read.scenario.name, taken)
  const isText = !text.trimStart().startsWith('{') && name === read.scenario.name
  putDraft(name, isText ? draftOfText(text) : draftOfScenario({ ...read.scenario, name }))
  notify(name === read.scenario.name ? `Opened ${file.name}` : `Opened ${file.name} as ${name}: its name was taken`)
  return name
}
