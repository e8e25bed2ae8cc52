import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, body, type Schemas } from '../../api/client'
import type { DocumentFilter } from './filter'

export type Found = Schemas['FoundView']
export type Entry = Schemas['TimelineEntry']
export type JobAction = Schemas['InterventionAction']

const moving = ['waiting', 'sending', 'retrying']

/** Documents of the filter, newest first, page after page. */
export function useDocuments(filter: DocumentFilter) {
  return useInfiniteQuery({
    queryKey: ['documents', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/documents', {
          params: { query: { ...filter, limit: 50, ...(pageParam !== undefined && { after: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    // While something of it moves, or the index is behind, the first page is looked at again; who has read on is not disturbed.
    refetchInterval: (query) => {
      const pages = query.state.data?.pages
      const first = pages?.[0]
      if (first === undefined || pages === undefined || pages.length > 1) return false
      return first.behind > 0 || first.items.some((item) => moving.includes(item.state)) ? 2_000 : 15_000
    },
  })
}

export function useTimeline(flow: string, key: string) {
  return useQuery({
    queryKey: ['document', flow, key],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/flows/{name}/documents/{key}/timeline', { params: { path: { name: flow, key } }, signal })),
    refetchInterval: (query) =>
      query.state.data?.entries.some((entry) => entry.kind === 'attempt' && entry.attempt?.closedAt === null) ? 1_500 : 5_000,
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

function useDocumentChange<T, R>(call: (input: T) => Promise<R>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: call,
    onSettled: async () => {
      for (const key of ['documents', 'document', 'flows', 'error-groups', 'jobs'])
        await queries.invalidateQueries({ queryKey: [key] })
    },
  })
}

/** Puts one document that failed or is held back into the queue. */
export function useRelease(flow: string) {
  return useDocumentChange((what: Schemas['ReleaseRequest']) =>
    body(api.POST('/api/v1/flows/{name}/documents/release', { params: { path: { name: flow } }, body: what })),
  )
}

interface Correction {
  /** The record as text: read into JavaScript, long numbers would lose digits. */
  recordText: string
  reason: string
  /** The revision that was edited. */
  revision: number
}

/** Edits a document and sends it again. */
export function useCorrection(flow: string, key: string) {
  return useDocumentChange(({ recordText, reason, revision }: Correction) =>
    body(
      api.POST('/api/v1/flows/{name}/documents/{key}/correction', {
        params: { path: { name: flow, key } },
        body: { record: {}, reason, revision },
        bodySerializer: () => `{"record":${recordText},"reason":${JSON.stringify(reason)},"revision":${revision}}`,
      }),
    ),
  )
}

/** Does something to all documents of a filter. */
export function useOrderJob() {
  return useDocumentChange((job: Schemas['JobRequest']) => body(api.POST('/api/v1/document-jobs', { body: job })))
}
