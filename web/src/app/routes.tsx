import { createBrowserRouter } from 'react-router'
import { Crashed } from './Crashed'
import { NotFound } from './NotFound'
import { Shell } from './Shell'

/** Pages are loaded when they are first opened. */
export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <Crashed />,
    hydrateFallbackElement: <></>,
    children: [
      {
        errorElement: <Crashed />,
        children: [
          { index: true, lazy: async () => ({ Component: (await import('../features/overview/Overview')).Overview }) },
          { path: 'documents', lazy: async () => ({ Component: (await import('../features/documents/Ledger')).Ledger }) },
          { path: 'flows', lazy: async () => ({ Component: (await import('../features/flows/FlowList')).FlowList }) },
          { path: 'flows/:name', lazy: async () => ({ Component: (await import('../features/flows/FlowPage')).FlowPage }) },
          {
            path: 'flows/:name/documents/:key',
            lazy: async () => ({ Component: (await import('../features/documents/DocumentPage')).DocumentPage }),
          },
          { path: 'runs', lazy: async () => ({ Component: (await import('../features/runs/RunList')).RunList }) },
          { path: 'runs/:id', lazy: async () => ({ Component: (await import('../features/runs/RunPage')).RunPage }) },
          {
            path: 'connections',
            lazy: async () => ({ Component: (await import('../features/connections/ConnectionList')).ConnectionList }),
          },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
])
