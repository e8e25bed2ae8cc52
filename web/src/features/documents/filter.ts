import { listOf } from '../../shared/urlState'
import type { Schemas } from '../../api/client'

/** What the ledger is filtered by, under the names that the API has for it. */
export const filterNames = ['flow', 'target', 'state', 'q', 'from', 'to', 'group'] as const
export type FilterName = (typeof filterNames)[number]
export type DocumentFilter = Partial<Record<FilterName, string>>
export type Delivery = Exclude<Schemas['DeliveryState'], 'sending'>

/** States in the order in which a person looks for them; sending is never stored. */
export const storedStates = [
  'failed',
  'inDoubt',
  'held',
  'retrying',
  'waiting',
  'delivered',
  'rejected',
] as const satisfies readonly Delivery[]

export function statesOf(filter: DocumentFilter): Delivery[] {
  const wanted = listOf(filter.state)
  return storedStates.filter((state) => wanted.includes(state))
}

/** The filter without what the API would refuse: an address can be written by hand. */
export function sound(filter: DocumentFilter): DocumentFilter {
  const { flow, target, q, from, to, group } = filter
  const states = statesOf(filter)
  return {
    ...(flow !== undefined && { flow }),
    ...(target !== undefined && { target }),
    ...(q !== undefined && { q }),
    ...(states.length > 0 && { state: states.join(',') }),
    ...(isTime(from) && { from }),
    ...(isTime(to) && { to }),
    ...(group !== undefined && /^[0-9a-f]{16}$/.test(group) && { group }),
  }
}

function isTime(text: string | undefined): text is string {
  return text !== undefined && !Number.isNaN(Date.parse(text))
}
