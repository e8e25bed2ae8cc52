import { ClockCircleOutlined } from '@ant-design/icons'
import { Flex, Tag } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { span } from '../../shared/format'
import { Time } from '../../shared/Time'
import type { FlowGraph } from './queries'

type Trigger = FlowGraph['triggers'][number]

function when(trigger: Trigger, t: TFunction, language: string): string {
  if (trigger.cron !== null) return t('trigger.cron', { cron: trigger.cron })
  if (trigger.everySeconds !== null) return t('trigger.every', { value: span(trigger.everySeconds, language) })
  return t('trigger.after', { flow: trigger.after ?? '' })
}

/** What starts a flow, and when next. */
export function FlowTriggers({ triggers }: { triggers: readonly Trigger[] }) {
  const { t, i18n } = useTranslation()
  if (triggers.length === 0)
    return (
      <div className="quiet">
        <ClockCircleOutlined /> {t('trigger.none')}
      </div>
    )
  return (
    <section aria-label={t('flows.triggers')}>
      <h2 className="section">{t('flows.triggers')}</h2>
      <Flex vertical gap={6}>
        {triggers.map((trigger) => (
          <Flex key={trigger.name} gap={12} wrap align="center">
            <strong>{trigger.name}</strong>
            <span>{when(trigger, t, i18n.language)}</span>
            {trigger.cron !== null && <span className="quiet">{t('trigger.zone', { zone: trigger.zone })}</span>}
            {trigger.window && (
              <span className="quiet">{t('trigger.window', { from: trigger.window.from, to: trigger.window.to })}</span>
            )}
            {trigger.aside && <Tag>{t('trigger.aside')}</Tag>}
            {trigger.nextAt && (
              <span>
                {t('trigger.next')} <Time at={trigger.nextAt} />
              </span>
            )}
          </Flex>
        ))}
      </Flex>
    </section>
  )
}
