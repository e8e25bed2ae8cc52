import { DownOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Flex, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import { Code } from '../../shared/Code'
import { span } from '../../shared/format'
import { Loaded } from '../../shared/Loaded'
import { Time } from '../../shared/Time'
import { useTrace } from './queries'

interface AttemptViewProps {
  flow: string
  documentKey: string
  attempt: Schemas['AttemptView']
  no: number
  /** True if its calls are shown at once. */
  open: boolean
}

/** One attempt: when, how long, and on demand each request with its answer. */
export function AttemptView({ flow, documentKey, attempt, no, open: opened }: AttemptViewProps) {
  const { t, i18n } = useTranslation()
  const [open, setOpen] = useState(opened && attempt.hasTrace)
  const took = attempt.closedAt === null ? null : (Date.parse(attempt.closedAt) - Date.parse(attempt.openedAt)) / 1000
  return (
    <Flex vertical gap={8}>
      <Flex gap={8} align="center" wrap>
        <strong>{t('documents.attempt', { no })}</strong>
        <Time at={attempt.openedAt} />
        <span className="quiet">
          {took === null ? t('documents.underway') : t('time.took', { value: span(took, i18n.language) })}
        </span>
        {attempt.documents > 1 && <span className="quiet">{t('documents.attemptCarried', { count: attempt.documents })}</span>}
        {attempt.hasTrace ? (
          <Button
            size="small"
            type="link"
            icon={open ? <DownOutlined /> : <RightOutlined />}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {`${t('documents.request')} / ${t('documents.answer')}`}
          </Button>
        ) : (
          <span className="quiet">{t('documents.noTrace')}</span>
        )}
      </Flex>
      {attempt.error && <span className="pre bad">{attempt.error}</span>}
      {open && <Calls flow={flow} documentKey={documentKey} attempt={attempt} />}
    </Flex>
  )
}

function Calls({ flow, documentKey, attempt }: { flow: string; documentKey: string; attempt: Schemas['AttemptView'] }) {
  const { t } = useTranslation()
  const trace = useTrace(flow, documentKey, attempt.id, true)
  return (
    <Loaded query={trace} rows={3}>
      {({ calls }) => (
        <Flex vertical gap={14}>
          {attempt.documents > 1 && <div className="quiet">{t('documents.sameCall', { count: attempt.documents })}</div>}
          {calls.length === 0 && <div className="quiet">{t('documents.noCalls')}</div>}
          {calls.map((call, at) => (
            <section key={at} aria-label={`${call.method} ${call.url}`}>
              <Flex gap={8} align="center" className="call-head">
                <Tag color={call.status >= 200 && call.status < 300 ? 'success' : 'error'}>
                  {call.status === 0 ? t('documents.noAnswer') : call.status}
                </Tag>
                <code className="small call-url">{`${call.method} ${call.url}`}</code>
              </Flex>
              <div className="quiet small">{t('documents.request')}</div>
              <Code text={call.request} label={t('documents.request')} maxHeight={260} />
              <div className="quiet small">{t('documents.answer')}</div>
              <Code text={call.answer} label={t('documents.answer')} maxHeight={260} />
            </section>
          ))}
        </Flex>
      )}
    </Loaded>
  )
}
