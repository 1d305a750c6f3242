import type { MirrorsEvent } from '../../shared/contract/mirrors.ts'

/** What a publisher knows of its mirrors in the text format of Prometheus, version 0.0.4. */
export function mirrorMetrics({ mirrors, alerts }: Pick<MirrorsEvent, 'mirrors' | 'alerts'>): string {
  const each = (value: (mirror: MirrorsEvent['mirrors'][number]) => bigint | number) =>
    mirrors.map(mirror => ({ labels: `table=${quoted(mirror.name)}`, value: value(mirror) }))
  return [
    gauge(
      'deltadesk_mirror_ratified_version',
      'The newest committed version.',
      each(({ ratified }) => ratified),
    ),
    gauge(
      'deltadesk_mirror_published_version',
      'The newest verified version in the target.',
      each(m => m.published),
    ),
    gauge(
      'deltadesk_mirror_lag_seconds',
      'The age of the oldest unpublished version.',
      each(({ lagMs }) => (lagMs ?? 0) / 1000),
    ),
    gauge(
      'deltadesk_mirror_failed_attempts',
      'Failures in a row.',
      each(({ failure }) => failure?.attempts ?? 0),
    ),
    gauge(
      'deltadesk_mirror_state',
      'One for the state that a mirror is in.',
      mirrors.map(({ name, state }) => ({ labels: `table=${quoted(name)},state="${state}"`, value: 1 })),
    ),
    gauge(
      'deltadesk_mirror_alert',
      'One for each alert that is raised.',
      alerts.map(({ name, kind }) => ({ labels: `table=${quoted(name)},kind="${kind}"`, value: 1 })),
    ),
  ].join('')
}

function gauge(
  name: string,
  help: string,
  samples: readonly { readonly labels: string; readonly value: bigint | number }[],
): string {
  const lines = samples.map(({ labels, value }) => `${name}{${labels}} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}
