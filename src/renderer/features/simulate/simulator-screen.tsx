import { Outlet } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ScenarioList } from './scenario-list.tsx'
import classes from './simulate.module.css'

/** The scenarios on the left, and beside them the runs or one scenario. */
export function SimulatorScreen(): ReactNode {
  return (
    <div className={classes.simulator}>
      <ScenarioList />
      <div className={classes.beside}>
        <Outlet />
      </div>
    </div>
  )
}
