import type { Measures, ScheduleResult, Verdict } from '../../shared/contract/simulation-results.ts'
import type { RunReport } from '../../shared/contract/simulations.ts'
import { printScenario } from '../../shared/scenario/print-scenario.ts'

/** A run as a report in Markdown. */
export function runReportText(report: RunReport): string {
  const { title, scenario, number, server, state, startedAt, ms, wish, problem, asClaimed } = report
  const head = [
    `# ${title === '' ? scenario : title}`,
    '',
    `Run ${number} of \`${scenario}\`, ${report.mode}, strategy ${report.strategy}, seed ${report.seed}, on ${server}.`,
    `Began ${new Date(startedAt).toISOString()}, took ${(ms / 1_000).toFixed(1)} s, ${state}.`,
    ...(wish.scenario.teaches === '' ? [] : ['', wish.scenario.teaches]),
    ...(problem === null ? [] : ['', `**${problem}**`]),
    ...(asClaimed === null
      ? []
      : ['', asClaimed ? 'It ended as the scenario claims.' : '**It did not end as the scenario claims.**']),
  ]
  return `${[...head, '', ...resultLines(report), '', '## Scenario', '', '```', printScenario(wish.scenario).trimEnd(), '```'].join('\n')}\n`
}

function resultLines({ result }: RunReport): string[] {
  switch (result?.kind) {
    case undefined:
      return ['There is no result.']
    case 'free':
      return [...verdictLines(result.verdict), '', ...measureLines(result.measures)]
    case 'schedule':
      return [...verdictLines(result.verdict), '', ...scheduleLines(result)]
    case 'explore': {
      const { runs, distinct, orders, isSampled, blocked, classes, minimal, verdict } = result
      const covered = isSampled ? `a sample of ${runs} of ${distinct} orders` : `all ${runs} orders`
      return [
        ...verdictLines(verdict),
        '',
        '## Orders of steps',
        '',
        `Ran ${covered} that can differ, of ${orders} in all; somebody waited in ${blocked} of them.`,
        '',
        '| schedules | outcome | for example |',
        '|---|---|---|',
        ...classes.map(({ count, label, examples }) => `| ${count} | ${label} | \`${examples[0] ?? ''}\` |`),
        ...(minimal === null
          ? []
          : [
              '',
              `## The smallest order that breaks it`,
              '',
              `Found as \`${minimal.found}\`.`,
              '',
              ...scheduleLines(minimal.result),
            ]),
      ]
    }
    case 'matrix':
      return [
        '| strategy | level | verdict | endings | commits/s | p50 ms | p99 ms |',
        '|---|---|---|---|---|---|---|',
        ...result.cells.map(({ strategy, level, verdict, rules, endings, measures }) => {
          const words = [verdict, ...rules].join(' ')
          const [p50, p99] = [measures?.latencyMs?.p50, measures?.latencyMs?.p99].map(ms => ms?.toFixed(1) ?? '-')
          const rate = measures?.commitsPerSecond.toFixed(0) ?? '-'
          return `| ${strategy} | ${level} | ${words} | ${endingsText(endings)} | ${rate} | ${p50} | ${p99} |`
        }),
      ]
  }
}

function verdictLines({ kind, violations, weighed }: Verdict): string[] {
  const looked = weighed.map(({ rule, count }) => `${rule} ${count}`).join(', ')
  const found = violations.flatMap(({ rule, table, message, facts }) => [
    '',
    `### ${rule} (${table}): ${message}`,
    '',
    ...facts.map((fact, index) => `${index + 1}. ${fact}`),
  ])
  return [`## Verdict: ${kind}`, '', `Weighed: ${looked || 'nothing'}.`, ...found]
}

function measureLines({
  ms,
  commits,
  commitsPerSecond,
  conflictRate,
  lockWaitShare,
  latencyMs,
  endings,
}: Measures): string[] {
  const latency =
    latencyMs === null ? '-' : [latencyMs.p50, latencyMs.p95, latencyMs.p99].map(one => one.toFixed(1)).join(' / ')
  return [
    `${commits} commits in ${(ms / 1_000).toFixed(2)} s: ${commitsPerSecond.toFixed(0)} a second.`,
    `${(conflictRate * 100).toFixed(1)} % of attempts lost; ${(lockWaitShare * 100).toFixed(0)} % of the time was waiting for the lock.`,
    `Milliseconds to an answer, p50 / p95 / p99: ${latency}. Endings: ${endingsText(endings)}.`,
  ]
}

function scheduleLines({ schedule, transcript, writers }: ScheduleResult): string[] {
  return [
    `Schedule \`${schedule}\`:`,
    '',
    '```',
    ...transcript.map(({ text }) => text),
    '```',
    '',
    ...writers.flatMap(({ writer, endings }) =>
      endings.map(({ commit, ending, told }) => `- ${writer}, commit ${commit}: ${ending} (${told})`),
    ),
  ]
}

function endingsText(endings: Measures['endings']): string {
  return endings.map(({ ending, count }) => `${count} ${ending}`).join(', ')
}
