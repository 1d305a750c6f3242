import { formatPlace } from '../postgres/connection-config.ts'
import { examine, type Finding } from '../postgres/doctor.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { printColumns } from './print-columns.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  positionals: [],
  options: {},
  summary: 'examine a connection step by step and say what is wrong',
  help: `Looks at the name, the socket, the encryption, the session, the server, a pooler, the clock, notifications, the schema
and the privileges, with the time that each took. Changes nothing. Ends with exit code 6 where a step failed.

With --json: {"place", "findings": [{"step", "state", "tookMs", "found", "fix"}]}, below "error" where a step failed.`,
  async examine({ config, onProgress }) {
    const findings: Finding[] = []
    for await (const finding of examine(config)) {
      findings.push(finding)
      onProgress(`${finding.step}: ${finding.found}`)
    }
    const place = `${formatPlace(config)} ${config.schema}`
    const json = { place, findings: findings.map(finding => ({ ...finding })) }
    const text = `${place}\n${printFindings(findings)}`
    const failed = findings.filter(({ state }) => state === 'failed')
    if (failed.length === 0) return { text, json }
    const message = failed.map(({ step, found }) => `${step}: ${found}`).join(' ')
    throw new CommandFailure('database', message, { details: json, lines: text.split('\n') })
  },
}

const MARKS = { ok: 'ok', warning: '!', failed: 'FAILED' } as const

function printFindings(findings: readonly Finding[]): string {
  return printColumns(
    [{ title: 'STEP' }, { title: '' }, { title: 'MS', align: 'right' }, { title: 'FOUND' }],
    findings.flatMap(({ step, state, tookMs, found, fix }) => [
      [step, MARKS[state], tookMs.toFixed(1), found],
      ...(fix === null ? [] : [['', '', '', `→ ${fix}`]]),
    ]),
  )
}
