import type { Schemas } from '../../api/client'

export type Counts = Schemas['QueueCounts']

/** Sum over the targets of a flow. */
export function sum(counts: readonly Counts[]): Counts {
  const total: Counts = { waiting: 0, delivered: 0, retrying: 0, inDoubt: 0, failed: 0, held: 0, rejected: 0 }
  for (const one of counts) {
    total.waiting += one.waiting
    total.delivered += one.delivered
    total.retrying += one.retrying
    total.inDoubt += one.inDoubt
    total.failed += one.failed
    total.held += one.held
    total.rejected += one.rejected
  }
  return total
}

/** What a person must look at. */
export const needsPerson = (counts: Counts) => counts.failed + counts.inDoubt + counts.held

/** What moves by itself. */
export const onTheWay = (counts: Counts) => counts.waiting + counts.retrying

export const all = (counts: Counts) => needsPerson(counts) + onTheWay(counts) + counts.delivered + counts.rejected
