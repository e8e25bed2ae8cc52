import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api, body, type Schemas } from '../../api/client'

export type Run = Schemas['RunView']

export function useRuns(flow: string) {
  return useInfiniteQuery({
    queryKey: ['runs', flow],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/flows/{name}/runs', {
          params: { path: { name: flow }, query: { limit: 50, ...(pageParam !== undefined && { before: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: (query) => (query.state.data?.pages[0]?.items.some((run) => run.state === 'running') ? 2_000 : 15_000),
  })
}

export function useRun(id: number) {
  return useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => body(api.GET('/api/v1/runs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.run.state === 'running' ? 1_500 : false),
  })
}

/** Seconds from start to end, or until now. */
export function secondsOf(run: Run, now: Date): number {
  return Math.max(0, ((run.endedAt === null ? now.getTime() : Date.parse(run.endedAt)) - Date.parse(run.startedAt)) / 1000)
}
