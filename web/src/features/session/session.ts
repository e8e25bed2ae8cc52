import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { api, body, type Schemas } from '../../api/client'

export type Session = Schemas['SessionView']
export type Role = Schemas['Role']

/** The most powerful first. */
export const roles = ['owner', 'designer', 'operator', 'apiManager', 'viewer'] as const satisfies readonly Role[]

export type Permission =
  | 'flows.run'
  | 'flows.edit'
  | 'documents.read'
  | 'documents.act'
  | 'connections.edit'
  | 'people.read'
  | 'people.edit'
  | 'audit.read'
  | 'workspace.edit'

export function useSessionQuery() {
  return useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/session', { signal })),
    staleTime: 60_000,
  })
}

export const SessionContext = createContext<Session | null>(null)

/** Who is signed in; only below the gate. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('the session is read outside of the gate')
  return session
}

/** True if the role of this session may do it. What it may not do is not offered. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useSession()
  return (permission) => permissions.includes(permission)
}

/** A call that gives a session: sign-in, set-up, link, invitation, choice of workspace. What another had loaded is forgotten. */
export function useEnter<T>(call: (input: T) => Promise<Session>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: call,
    onSuccess: (session) => {
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
      queries.setQueryData(['session'], session)
    },
  })
}

export function useSignOut() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      await api.DELETE('/api/v1/session')
    },
    onSuccess: () => {
      queries.clear()
      window.location.assign('/sign-in')
    },
  })
}

/** The secret of a link: behind # it does not reach logs of servers; behind ? it is taken as well. */
export function tokenOf(location: { hash: string; search: string }): string {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? new URLSearchParams(location.search).get('token') ?? ''
}

/** Where to go after the sign-in: only to a page of this interface. */
export function nextOf(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/'
  return /^\/(?![/\\])/.test(next) ? next : '/'
}
