import type { MenuItemConstructorOptions } from 'electron'
import type { BoundKeys } from '../../../shared/keys/bound-keys.ts'
import { isChoosable, type KeyAction } from '../../../shared/keys/keymap.ts'
import { acceleratorOf } from './accelerator.ts'

export interface AppMenuOptions {
  readonly platform: NodeJS.Platform
  /** Every action with its keys, from which the menus are made. */
  readonly bound: readonly BoundKeys[]
  readonly onAction: (action: KeyAction) => void
}

const VIEW: MenuItemConstructorOptions = {
  role: 'viewMenu',
  submenu: [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    { role: 'toggleDevTools' },
  ],
}

/** What the system's own keys need, and every action that the palette has, by group. */
export function appMenu(options: AppMenuOptions): MenuItemConstructorOptions[] {
  const choosable = options.bound.filter(({ action }) => isChoosable(action))
  const groups = [...Map.groupBy(choosable, ({ group }) => group)].map(
    ([group, actions]): MenuItemConstructorOptions => ({
      label: group === 'Everywhere' ? 'Go' : group,
      submenu: actions.map(action => itemOf(action, options)),
    }),
  )
  if (options.platform === 'darwin') {
    return [{ role: 'appMenu' }, { role: 'editMenu' }, VIEW, ...groups, { role: 'windowMenu' }]
  }
  return [{ role: 'fileMenu', submenu: [{ role: 'quit' }] }, { role: 'editMenu' }, VIEW, ...groups]
}

/** The page hears keys by itself: the menu shows them and does not take them. */
function itemOf({ action, label, keys }: BoundKeys, { onAction }: AppMenuOptions): MenuItemConstructorOptions {
  const accelerator = keys.map(acceleratorOf).find(each => each !== undefined)
  return {
    id: action,
    label,
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
    click: () => onAction(action),
  }
}
