import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, body, type Schemas } from '../../api/client'

export type Flow = Schemas['FlowView']
export type FlowGraph = Schemas['FlowGraph']

const whileMoving = 2_000
const whileStill = 10_000

/** All flows; looked at more often while one runs. */
export function useFlows() {
  return useQuery({
    queryKey: ['flows'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/flows', { signal })),
    refetchInterval: (query) => (query.state.data?.some((flow) => flow.state === 'running') ? whileMoving : whileStill),
  })
}

/** Names for people by names of flows. */
export function useFlowTitles(): ReadonlyMap<string, string> {
  const flows = useFlows().data
  return useMemo(() => new Map((flows ?? []).map((flow) => [flow.name, flow.title ?? flow.name])), [flows])
}

export function useFlow(name: string) {
  return useQuery({
    queryKey: ['flows', name],
    queryFn: ({ signal }) => body(api.GET('/api/v1/flows/{name}', { params: { path: { name } }, signal })),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? whileMoving : whileStill),
  })
}

export function useFlowGraph(name: string) {
  return useQuery({
    queryKey: ['flows', name, 'graph'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/flows/{name}/graph', { params: { path: { name } }, signal })),
    staleTime: 30_000,
  })
}

export type FlowAction = 'run' | 'pause' | 'resume' | 'cancel'

function send(action: FlowAction, name: string): Promise<Flow> {
  const call = { params: { path: { name } } }
  switch (action) {
    case 'run':
      return body(api.POST('/api/v1/flows/{name}/runs', call))
    case 'pause':
      return body(api.POST('/api/v1/flows/{name}/pause', call))
    case 'resume':
      return body(api.POST('/api/v1/flows/{name}/resume', call))
    case 'cancel':
      return body(api.POST('/api/v1/flows/{name}/cancel', call))
  }
}

/** Starts, pauses, goes on with or ends a run. */
export function useFlowAction(name: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (action: FlowAction) => send(action, name),
    onSuccess: (flow) => queries.setQueryData(['flows', name], flow),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['flows'] })
      await queries.invalidateQueries({ queryKey: ['runs'] })
    },
  })
}
