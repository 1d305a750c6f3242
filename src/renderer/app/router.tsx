import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { PAGE_BASE } from '../api/page-connection.ts'
import { CatalogScreen } from '../features/catalog/catalog-screen.tsx'
import { HistoryScreen } from '../features/history/history-screen.tsx'
import { readAhead } from '../features/history/read-ahead.ts'
import { ImportScreen } from '../features/import/import-screen.tsx'
import { Empty } from '../ui/empty.tsx'
import { ErrorCard } from '../ui/error-card.tsx'
import { parseSearch, pickSearch, stringifySearch } from './search-params.ts'
import { Shell } from './shell.tsx'
import { TableScope } from './table-scope.tsx'

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => (
    <Empty title="There is no such screen">The address names nothing that this version of Deltadesk can show.</Empty>
  ),
})

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/tables', replace: true })
  },
})

const tables = createRoute({
  getParentRoute: () => root,
  path: '/tables',
  validateSearch: pickSearch('q', 'sort', 'by', 'mirror', 'feature', 'finding', 'stale', 'row'),
  component: CatalogScreen,
})

const importing = createRoute({
  getParentRoute: () => root,
  path: '/import',
  validateSearch: pickSearch('path', 'task', 'name'),
  component: ImportScreen,
})

const replay = createRoute({
  getParentRoute: () => root,
  path: '/replay',
  validateSearch: pickSearch('table', 'path', 'from', 'to', 'of', 'into', 'task'),
  component: lazyRouteComponent(() => import('../features/replay/replay-screen.tsx'), 'ReplayScreen'),
})

const pipeline = createRoute({
  getParentRoute: () => root,
  path: '/copy',
  component: lazyRouteComponent(() => import('../features/pipeline/pipeline-screen.tsx'), 'PipelineScreen'),
})

const copyRun = createRoute({
  getParentRoute: () => root,
  path: '/copy/$run',
  validateSearch: pickSearch('with'),
  component: lazyRouteComponent(() => import('../features/pipeline/run-screen.tsx'), 'RunScreen'),
})

const scenarios = createRoute({
  getParentRoute: () => root,
  id: 'scenarios',
  component: lazyRouteComponent(() => import('../features/simulate/simulator-screen.tsx'), 'SimulatorScreen'),
})

const simulations = createRoute({
  getParentRoute: () => scenarios,
  path: '/sim',
  component: lazyRouteComponent(() => import('../features/simulate/simulator-home.tsx'), 'SimulatorHome'),
})

const scenario = createRoute({
  getParentRoute: () => scenarios,
  path: '/sim/$scenario',
  validateSearch: pickSearch('view'),
  component: lazyRouteComponent(() => import('../features/simulate/scenario-screen.tsx'), 'ScenarioScreen'),
})

const simulation = createRoute({
  getParentRoute: () => root,
  path: '/sim/$scenario/run/$run',
  validateSearch: pickSearch('tab', 'with'),
  component: lazyRouteComponent(() => import('../features/simulate/run-screen.tsx'), 'RunScreen'),
})

const drafts = createRoute({
  getParentRoute: () => root,
  path: '/drafts',
  component: lazyRouteComponent(() => import('../features/compose/drafts-screen.tsx'), 'DraftsScreen'),
})

const oneDraft = createRoute({
  getParentRoute: () => root,
  path: '/drafts/$draftId',
  component: lazyRouteComponent(() => import('../features/compose/draft-screen.tsx'), 'DraftScreen'),
})

const activity = createRoute({
  getParentRoute: () => root,
  path: '/activity',
  component: lazyRouteComponent(() => import('../features/activity/activity-screen.tsx'), 'ActivityScreen'),
})

const connections = createRoute({
  getParentRoute: () => root,
  path: '/connections',
  validateSearch: pickSearch('edit'),
  component: lazyRouteComponent(() => import('../features/connections/connections-screen.tsx'), 'ConnectionsScreen'),
})

const mirrors = createRoute({
  getParentRoute: () => root,
  path: '/mirror',
  validateSearch: pickSearch('q', 'show', 'table'),
  component: lazyRouteComponent(() => import('../features/mirror/mirror-screen.tsx'), 'MirrorScreen'),
})

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-screen.tsx'), 'SettingsScreen'),
})

const table = createRoute({ getParentRoute: () => root, path: '/t/$name', component: TableScope })

const tableHome = createRoute({
  getParentRoute: () => table,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/t/$name/history', params, replace: true })
  },
})

const historySearch = pickSearch('at', 'q', 'range', 'view', 'course', 'lanes', 'span')
const history = createRoute({
  getParentRoute: () => table,
  path: '/history',
  validateSearch: historySearch,
  beforeLoad: ({ params: { name }, search: { at } }) => readAhead(name, at),
  component: HistoryScreen,
})

const version = createRoute({
  getParentRoute: () => table,
  path: '/v/$version',
  validateSearch: pickSearch('tab', 'kind', 'q', 'part', 'sort', 'dir', 'group', 'at', 'bounds'),
  component: lazyRouteComponent(() => import('../features/version/version-screen.tsx'), 'VersionScreen'),
})

const snapshotHome = createRoute({
  getParentRoute: () => table,
  path: '/at/$version',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/t/$name/at/$version/$tab', params: { ...params, tab: 'files' }, replace: true })
  },
})

const snapshot = createRoute({
  getParentRoute: () => table,
  path: '/at/$version/$tab',
  validateSearch: pickSearch(
    'q',
    'in',
    'tree',
    'part',
    'min',
    'max',
    'sort',
    'dir',
    'where',
    'show',
    'name',
    'files',
    'row',
    'time',
  ),
  component: lazyRouteComponent(() => import('../features/snapshot/snapshot-screen.tsx'), 'SnapshotScreen'),
})

const comparison = createRoute({
  getParentRoute: () => table,
  path: '/compare',
  validateSearch: pickSearch('a', 'b', 'kind', 'row'),
  component: lazyRouteComponent(() => import('../features/compare/compare-screen.tsx'), 'CompareScreen'),
})

const blame = createRoute({
  getParentRoute: () => table,
  path: '/blame',
  validateSearch: pickSearch('path', 'column', 'property', 'at', 'row'),
  component: lazyRouteComponent(() => import('../features/blame/blame-screen.tsx'), 'BlameScreen'),
})

const tableMirror = createRoute({
  getParentRoute: () => table,
  path: '/mirror',
  component: lazyRouteComponent(() => import('../features/mirror/table-mirror-screen.tsx'), 'TableMirrorScreen'),
})

const commitFile = createRoute({
  getParentRoute: () => table,
  path: '/commit-file',
  validateSearch: pickSearch('path', 'task'),
  component: lazyRouteComponent(() => import('../features/commit-file/commit-file-screen.tsx'), 'CommitFileScreen'),
})

const compose = createRoute({
  getParentRoute: () => table,
  path: '/compose',
  validateSearch: pickSearch('from', 'to', 'draft', 'template'),
  component: lazyRouteComponent(() => import('../features/compose/compose-screen.tsx'), 'ComposeScreen'),
})

/** Every screen by its address. A route is a deep link; opening one never changes anything. */
export const router = createRouter({
  routeTree: root.addChildren([
    home,
    tables,
    importing,
    replay,
    pipeline,
    copyRun,
    scenarios.addChildren([simulations, scenario]),
    simulation,
    drafts,
    oneDraft,
    activity,
    connections,
    settings,
    mirrors,
    table.addChildren([
      tableHome,
      history,
      version,
      compose,
      commitFile,
      snapshotHome,
      snapshot,
      comparison,
      blame,
      tableMirror,
    ]),
  ]),
  history: createHashHistory(),
  basepath: PAGE_BASE,
  parseSearch,
  stringifySearch,
  defaultPreload: false,
  scrollRestoration: false,
  defaultErrorComponent: ({ error, reset }) => (
    <ErrorCard
      title="This screen broke"
      detail={error instanceof Error ? error.message : String(error)}
      state="Nothing was changed. The other screens still work."
      onRetry={reset}
    />
  ),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
