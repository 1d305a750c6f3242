import '@mantine/core/styles.css'
import './tokens.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { watchChanges } from '../api/changes.ts'
import { followConnectionOfAddress } from '../api/page-connection.ts'
import { queryClient } from '../api/query-client.ts'
import { watchTasks } from '../api/tasks.ts'
import { FollowColours } from './follow-colours.ts'
import { followShell } from './follow-shell.ts'
import { followKeys } from './keymap.ts'
import { cspNonce } from './nonce.ts'
import { router } from './router.tsx'
import { cssVariablesResolver, theme } from './theme.ts'

followConnectionOfAddress()
followKeys()
followShell()
void watchChanges(queryClient, new AbortController().signal)
void watchTasks(new AbortController().signal)

const element = document.getElementById('root')
if (!element) throw new Error('index.html has no #root')
createRoot(element).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => cspNonce}
    >
      <QueryClientProvider client={queryClient}>
        <FollowColours />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
