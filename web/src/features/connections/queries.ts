import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, body, type Schemas } from '../../api/client'

export type Connection = Schemas['ConnectionView']
export type Connector = Schemas['ConnectorView']

export function useConnections() {
  return useQuery({
    queryKey: ['connections'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/connections', { signal })),
    refetchInterval: 5_000,
  })
}

export function useConnectors() {
  return useQuery({
    queryKey: ['connectors'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/connectors', { signal })),
    staleTime: Infinity,
  })
}

export function useConnectionTest() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => body(api.POST('/api/v1/connections/{name}/test', { params: { path: { name } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  })
}

interface Request {
  connector: string
  settings: Record<string, unknown>
  limits: Record<string, unknown>
}

/** The API describes settings as an object of any members. */
const bodyOf = (request: Request) => request as Schemas['ConnectionRequest']

export const createConnection = (name: string, request: Request) =>
  body(api.POST('/api/v1/connections', { body: { name, ...bodyOf(request) } }))

/** Refused when somebody has changed it since it was read. */
export const changeConnection = ({ name, revision }: Connection, request: Request) =>
  body(
    api.PUT('/api/v1/connections/{name}', {
      params: { path: { name } },
      headers: { 'If-Match': `"${revision}"` },
      body: bodyOf(request),
    }),
  )

export const removeConnection = async (name: string): Promise<void> => {
  await api.DELETE('/api/v1/connections/{name}', { params: { path: { name } } })
}

/** Tests settings before they are kept. */
export const tryConnection = (name: string, request: Request) =>
  body(api.POST('/api/v1/connections/{name}/try', { params: { path: { name } }, body: bodyOf(request) }))

export function useConnectionChange<T, R>(call: (input: T) => Promise<R>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: call, onSettled: () => queries.invalidateQueries({ queryKey: ['connections'] }) })
}
