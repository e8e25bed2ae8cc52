import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, body, type Schemas } from '../../api/client'

export type Document = Schemas['DocumentView']
export type Delivery = Exclude<Schemas['DeliveryState'], 'sending'>

export interface DocumentFilter {
  flow: string
  target?: string | undefined
  state?: Delivery | undefined
}

export function useDocuments(filter: DocumentFilter) {
  return useInfiniteQuery({
    queryKey: ['documents', filter],
    enabled: filter.flow !== '',
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/flows/{name}/documents', {
          params: {
            path: { name: filter.flow },
            query: {
              limit: 50,
              ...(filter.target !== undefined && { target: filter.target }),
              ...(filter.state !== undefined && { state: filter.state }),
              ...(pageParam !== undefined && { after: pageParam }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  })
}

export function useDocument(flow: string, key: string) {
  return useQuery({
    queryKey: ['document', flow, key],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/flows/{name}/documents/{key}', { params: { path: { name: flow, key } }, signal })),
    refetchInterval: (query) =>
      query.state.data?.targets.some((target) =>
        target.revisions.some((revision) => ['waiting', 'sending'].includes(revision.document.state)),
      )
        ? 2_000
        : false,
  })
}

/** The record as text: its numbers may have more digits than JavaScript holds. */
export function useRecord(flow: string, key: string, revision: number) {
  return useQuery({
    queryKey: ['record', flow, key, revision],
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/flows/{name}/documents/{key}/record', {
          params: { path: { name: flow, key }, query: { revision } },
          parseAs: 'text',
          signal,
        }),
      ),
  })
}

export function useTrace(flow: string, key: string, attempt: number, wanted: boolean) {
  return useQuery({
    queryKey: ['trace', flow, key, attempt],
    enabled: wanted,
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/flows/{name}/documents/{key}/attempts/{attempt}', {
          params: { path: { name: flow, key, attempt } },
          signal,
        }),
      ),
  })
}

/** Puts documents that failed or are held back into the queue. */
export function useRelease(flow: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (what: Schemas['ReleaseRequest']) =>
      body(api.POST('/api/v1/flows/{name}/documents/release', { params: { path: { name: flow } }, body: what })),
    onSettled: async () => {
      for (const key of ['documents', 'document', 'flows']) await queries.invalidateQueries({ queryKey: [key] })
    },
  })
}
