import type { TFunction } from 'i18next'
import { count } from '../../shared/format'
import { link } from '../../shared/urlState'
import type { Connection } from '../connections/queries'
import { sum } from '../flows/counts'
import type { Flow } from '../flows/queries'

export interface Attention {
  key: string
  kind: 'error' | 'warning'
  text: string
  to: string
}

/** What a person should look at, the worst first. */
export function attentionOf(
  flows: readonly Flow[],
  connections: readonly Connection[],
  t: TFunction,
  language: string,
): Attention[] {
  const found: Attention[] = []
  for (const flow of flows) {
    const title = flow.title ?? flow.name
    const page = `/flows/${encodeURIComponent(flow.name)}`
    const counts = sum(flow.targets.map((target) => target.counts))
    const states = [
      ['failed', 'attentionFailed', 'error'],
      ['inDoubt', 'attentionInDoubt', 'warning'],
      ['held', 'attentionHeld', 'warning'],
    ] as const
    if (flow.state === 'broken')
      found.push({
        key: `${flow.name}:broken`,
        kind: 'error',
        text: t('overview.attentionBroken', { flow: title, count: flow.problems.filter((p) => p.severity === 'error').length }),
        to: `${page}?tab=problems`,
      })
    if (flow.state === 'interrupted')
      found.push({ key: `${flow.name}:stopped`, kind: 'error', text: t('overview.attentionStopped', { flow: title }), to: page })
    for (const [state, text, kind] of states)
      if (counts[state] > 0)
        found.push({
          key: `${flow.name}:${state}`,
          kind,
          text: t(`overview.${text}`, { flow: title, count: count(counts[state], language) as unknown as number }),
          to: link('/documents', { flow: flow.name, state }),
        })
  }
  for (const { name, status, limits } of connections) {
    if (!status || !limits) continue
    if (status.failuresInARow > 0)
      found.push({
        key: `connection:${name}`,
        kind: 'error',
        text: t('overview.attentionConnection', { name, count: status.failuresInARow }),
        to: '/connections',
      })
    if (status.waiting > 0 && status.running >= limits.concurrentCalls)
      found.push({
        key: `limit:${name}`,
        kind: 'warning',
        text: t('overview.attentionLimit', { name, count: status.waiting }),
        to: '/connections',
      })
  }
  return found.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'error' ? -1 : 1))
}
