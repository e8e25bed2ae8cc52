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
