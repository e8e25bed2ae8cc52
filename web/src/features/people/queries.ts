import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, body, type Schemas } from '../../api/client'

export type Member = Schemas['MemberView']

export function usePeople() {
  return useQuery({ queryKey: ['people'], queryFn: ({ signal }) => body(api.GET('/api/v1/people', { signal })) })
}

export function useInvitations(wanted: boolean) {
  return useQuery({
    queryKey: ['invitations'],
    enabled: wanted,
    queryFn: ({ signal }) => body(api.GET('/api/v1/people/invitations', { signal })),
  })
}

/** A change of members or invitations. */
export function usePeopleChange<T, R>(call: (input: T) => Promise<R>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: call,
    onSettled: async () => {
      for (const key of ['people', 'invitations', 'session']) await queries.invalidateQueries({ queryKey: [key] })
    },
  })
}

export const invite = (request: Schemas['InvitationRequest']) => body(api.POST('/api/v1/people/invitations', { body: request }))

export const withdraw = (id: string) => body(api.DELETE('/api/v1/people/invitations/{id}', { params: { path: { id } } }))

export const changeRole = ({ id, role }: { id: string; role: Schemas['Role'] }) =>
  body(api.PATCH('/api/v1/people/{id}', { params: { path: { id } }, body: { role } }))

export const remove = (id: string) => body(api.DELETE('/api/v1/people/{id}', { params: { path: { id } } }))
