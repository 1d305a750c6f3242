import { readConnectionText } from '../../shared/connection/read-connection-text.ts'
import { type ConfigOfParameters, configOfParameters } from './config-of-parameters.ts'

/**
 * Reads where a Delta log lives from whatever `readConnectionText` understands. A failure is one sentence that says what
 * was expected; it holds no part of the text that could be a password.
 */
export function configOfText(text: string): ConfigOfParameters {
  const read = readConnectionText(text)
  return read.kind === 'invalid' ? read : configOfParameters(read.parameters)
}
