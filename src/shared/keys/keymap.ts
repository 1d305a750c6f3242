/** One thing that can be done; keys, tooltips, the palette and the menus of the window are made from this. */
export interface Binding {
  readonly action: string
  /** Chords, any of which will do; `Mod` is Ctrl or ⌘; a space separates keys pressed one after the other. */
  readonly keys: readonly string[]
  readonly label: string
  readonly group:
    | 'Replay'
    | 'Everywhere'
    | 'Lists'
    | 'Versions'
    | 'Comparison'
    | 'Composer'
    | 'Pipeline'
    | 'Simulator'
    | 'Mirror'
}

/** Everything that keys can do, with the keys that it comes with. */
export const KEYMAP = [
  { action: 'palette.open', keys: ['Mod+K', 'Mod+P'], label: 'Search tables or run a command', group: 'Everywhere' },
  { action: 'keys.show', keys: ['?'], label: 'Keys of this screen', group: 'Everywhere' },
  { action: 'filter.focus', keys: ['/', 'Mod+F'], label: 'Filter', group: 'Everywhere' },
  { action: 'region.next', keys: ['F6'], label: 'Next region', group: 'Everywhere' },
  { action: 'region.previous', keys: ['Shift+F6'], label: 'Previous region', group: 'Everywhere' },
  { action: 'tree.toggle', keys: ['Mod+B'], label: 'Show or hide the list of tables', group: 'Everywhere' },
  { action: 'inspector.toggle', keys: ['Mod+I'], label: 'Show or hide the inspector', group: 'Everywhere' },
  { action: 'go.back', keys: ['Mod+['], label: 'Back', group: 'Everywhere' },
  { action: 'go.forward', keys: ['Mod+]'], label: 'Forward', group: 'Everywhere' },
  { action: 'go.tables', keys: ['g t'], label: 'All tables', group: 'Everywhere' },
  { action: 'go.import', keys: ['g i'], label: 'Import a log', group: 'Everywhere' },
  { action: 'go.replay', keys: ['g r'], label: 'Replay or export', group: 'Everywhere' },
  { action: 'tasks.toggle', keys: ['Mod+J'], label: 'Show or hide the tasks', group: 'Everywhere' },
  { action: 'task.cancel', keys: ['Mod+.'], label: 'Cancel the run in sight or the newest task', group: 'Everywhere' },
  { action: 'go.pipeline', keys: ['g p'], label: 'COPY pipeline', group: 'Everywhere' },
  { action: 'go.simulator', keys: ['g s'], label: 'Simulator of concurrent writers', group: 'Everywhere' },
  { action: 'go.mirror', keys: ['g m'], label: 'Mirror: the published logs', group: 'Everywhere' },
  { action: 'go.drafts', keys: ['g d'], label: 'Drafts of commits', group: 'Everywhere' },
  { action: 'go.connections', keys: ['g c'], label: 'Connections', group: 'Everywhere' },
  { action: 'go.settings', keys: ['Mod+,'], label: 'Settings', group: 'Everywhere' },
  { action: 'go.activity', keys: ['g a'], label: 'Activity: what was done', group: 'Everywhere' },
  { action: 'refresh', keys: ['r'], label: 'Read again or reconnect', group: 'Everywhere' },
  { action: 'row.next', keys: ['j', 'ArrowDown'], label: 'Next row', group: 'Lists' },
  { action: 'row.previous', keys: ['k', 'ArrowUp'], label: 'Previous row', group: 'Lists' },
  { action: 'row.first', keys: ['g g', 'Home'], label: 'First row', group: 'Lists' },
  { action: 'row.last', keys: ['G', 'End'], label: 'Last row', group: 'Lists' },
  { action: 'row.pageDown', keys: ['PageDown'], label: 'One page down', group: 'Lists' },
  { action: 'row.pageUp', keys: ['PageUp'], label: 'One page up', group: 'Lists' },
  { action: 'row.open', keys: ['Enter'], label: 'Open the row', group: 'Lists' },
  { action: 'table.pick', keys: ['x'], label: 'Select the table, to do something with several', group: 'Lists' },
  { action: 'version.older', keys: ['['], label: 'Older version', group: 'Versions' },
  { action: 'version.newer', keys: [']'], label: 'Newer version', group: 'Versions' },
  { action: 'version.goTo', keys: ['Mod+G'], label: 'Go to a version', group: 'Versions' },
  { action: 'version.mark', keys: ['x'], label: 'Mark for compare: A, then B', group: 'Versions' },
  { action: 'version.menu', keys: ['m'], label: 'What can be done with the version', group: 'Versions' },
  { action: 'version.bookmark', keys: ['*'], label: 'Bookmark the version', group: 'Versions' },
  { action: 'version.history', keys: ['h'], label: 'History of the table', group: 'Versions' },
  { action: 'version.open', keys: ['v'], label: 'The commit of this version', group: 'Versions' },
  { action: 'version.snapshot', keys: ['t'], label: 'The table as of this version', group: 'Versions' },
  { action: 'version.compare', keys: ['c'], label: 'Compare this version', group: 'Versions' },
  { action: 'blame', keys: ['b'], label: 'Which versions changed this', group: 'Versions' },
  { action: 'version.commitFile', keys: ['N'], label: 'Commit a file of actions', group: 'Versions' },
  { action: 'version.compose', keys: ['n'], label: 'Compose a new commit', group: 'Versions' },
  { action: 'link.copy', keys: ['y'], label: 'Copy the link to this version', group: 'Versions' },
  { action: 'tab.1', keys: ['1'], label: 'First tab', group: 'Versions' },
  { action: 'tab.2', keys: ['2'], label: 'Second tab', group: 'Versions' },
  { action: 'tab.3', keys: ['3'], label: 'Third tab', group: 'Versions' },
  { action: 'tab.4', keys: ['4'], label: 'Fourth tab', group: 'Versions' },
  { action: 'tab.5', keys: ['5'], label: 'Fifth tab', group: 'Versions' },
  { action: 'tab.6', keys: ['6'], label: 'Sixth tab', group: 'Versions' },
  { action: 'compare.swap', keys: ['s'], label: 'Swap the two sides', group: 'Comparison' },
  { action: 'compare.compose', keys: ['e'], label: 'Compose this difference', group: 'Comparison' },
  { action: 'difference.next', keys: ['n'], label: 'Next difference', group: 'Comparison' },
  { action: 'difference.previous', keys: ['p'], label: 'Previous difference', group: 'Comparison' },
  { action: 'view.next', keys: ['l'], label: 'List or timeline', group: 'Versions' },
  { action: 'draft.preview', keys: ['Mod+Shift+P'], label: 'Preview the commit', group: 'Composer' },
  { action: 'draft.check', keys: ['Mod+Shift+K'], label: 'Check the draft', group: 'Composer' },
  {
    action: 'draft.dryRun',
    keys: ['Mod+Shift+Enter'],
    label: 'Dry run: do everything and roll back',
    group: 'Composer',
  },
  { action: 'draft.rebase', keys: ['Mod+Shift+U'], label: 'Rebase onto the head', group: 'Composer' },
  { action: 'draft.commit', keys: ['Mod+Enter'], label: 'Commit', group: 'Composer' },
  { action: 'replay.step', keys: ['s'], label: 'Step: one version', group: 'Replay' },
  { action: 'replay.continue', keys: ['e'], label: 'Continue to the next breakpoint', group: 'Replay' },
  { action: 'mirror.retry', keys: ['u'], label: 'Try the mirror again', group: 'Mirror' },
  { action: 'mirror.pause', keys: ['o'], label: 'Pause or resume the mirror', group: 'Mirror' },
  { action: 'mirror.checkpoint', keys: ['z'], label: 'Make a checkpoint now', group: 'Mirror' },
  { action: 'version.mirror', keys: ['w'], label: 'The mirror of this table', group: 'Versions' },
  { action: 'run.mark', keys: ['x'], label: 'Mark the run for comparison', group: 'Pipeline' },
  { action: 'run.compare', keys: ['c'], label: 'Compare the two marked runs', group: 'Pipeline' },
  { action: 'simulation.run', keys: ['Mod+Enter'], label: 'Run the scenario', group: 'Simulator' },
] as const satisfies readonly Binding[]

export type KeyAction = (typeof KEYMAP)[number]['action']

/** Actions that only make sense under the fingers; the others can be chosen from lists. */
const KEYS_ONLY = /^(row|tab|region)\.|^palette|^filter/

export function isChoosable(action: KeyAction): boolean {
  return !KEYS_ONLY.test(action)
}
