import { createBrowserRouter } from 'react-router'
import { Crashed } from './Crashed'
import { Gate } from '../features/session/Gate'
import { NotFound } from './NotFound'

/** Pages are loaded when they are first opened. */
export const router = createBrowserRouter([
  {
    path: 'sign-in',
    errorElement: <Crashed />,
    hydrateFallbackElement: <></>,
    lazy: async () => ({ Component: (await import('../features/session/SignInPage')).SignInPage }),
  },
  {
    path: 'setup',
    errorElement: <Crashed />,
    hydrateFallbackElement: <></>,
    lazy: async () => ({ Component: (await import('../features/session/SetupPage')).SetupPage }),
  },
  {
    path: 'enter',
    errorElement: <Crashed />,
    hydrateFallbackElement: <></>,
    lazy: async () => ({ Component: (await import('../features/session/EnterPage')).EnterPage }),
  },
  {
    path: 'invite',
    errorElement: <Crashed />,
    hydrateFallbackElement: <></>,
    lazy: async () => ({ Component: (await import('../features/session/InvitePage')).InvitePage }),
  },
  {
    element: <Gate />,
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
          { path: 'errors', lazy: async () => ({ Component: (await import('../features/errors/ErrorGroups')).ErrorGroups }) },
          { path: 'jobs', lazy: async () => ({ Component: (await import('../features/jobs/JobsPage')).JobsPage }) },
          { path: 'people', lazy: async () => ({ Component: (await import('../features/people/PeoplePage')).PeoplePage }) },
          { path: 'audit', lazy: async () => ({ Component: (await import('../features/audit/AuditPage')).AuditPage }) },
          {
            path: 'settings',
            lazy: async () => ({ Component: (await import('../features/settings/SettingsPage')).SettingsPage }),
          },
          { path: 'account', lazy: async () => ({ Component: (await import('../features/account/AccountPage')).AccountPage }) },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
])
