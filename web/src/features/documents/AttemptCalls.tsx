import { DownOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Flex, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import { Code } from '../../shared/Code'
import { bytes, span } from '../../shared/format'

type Call = Schemas['TimelineCall']

interface AttemptCallsProps {
  attempt: Schemas['AttemptView']
  calls: readonly Call[] | null
  opened: boolean
}

/** How long an attempt took, and each request with its answer. */
export function AttemptCalls({ attempt, calls, opened }: AttemptCallsProps) {
  const { t, i18n } = useTranslation()
  const [open, setOpen] = useState(opened)
  const took = attempt.closedAt === null ? null : (Date.parse(attempt.closedAt) - Date.parse(attempt.openedAt)) / 1000
  return (
    <Flex vertical gap={8}>
      <Flex gap={10} align="center" wrap className="quiet">
        <span>{took === null ? t('documents.underway') : t('time.took', { value: span(took, i18n.language) })}</span>
        {attempt.documents > 1 && <span>{t('documents.attemptCarried', { count: attempt.documents })}</span>}
        {calls === null ? (
          <span>{t('documents.noTrace')}</span>
        ) : (
          <Button
            size="small"
            type="link"
            icon={open ? <DownOutlined /> : <RightOutlined />}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {`${t('documents.request')} / ${t('documents.answer')}`}
          </Button>
        )}
      </Flex>
      {attempt.error && <span className="pre bad-text">{attempt.error}</span>}
      {open && calls !== null && (
        <Flex vertical gap={14}>
          {attempt.documents > 1 && <div className="quiet small">{t('documents.sameCall', { count: attempt.documents })}</div>}
          {calls.length === 0 && <div className="quiet">{t('documents.noCalls')}</div>}
          {calls.map((call, at) => (
            <CallView key={at} call={call} />
          ))}
        </Flex>
      )}
    </Flex>
  )
}

function CallView({ call }: { call: Call }) {
  const { t } = useTranslation()
  return (
    <section aria-label={`${call.method} ${call.url}`}>
      <Flex gap={8} align="center" className="call-head">
        <Tag color={call.status >= 200 && call.status < 300 ? 'success' : 'error'}>
          {call.status === 0 ? t('documents.noAnswer') : call.status}
        </Tag>
        <code className="small call-url">{`${call.method} ${call.url}`}</code>
      </Flex>
      <Body name={t('documents.request')} text={call.request} whole={call.requestBytes} />
      <Body name={t('documents.answer')} text={call.answer} whole={call.answerBytes} />
    </section>
  )
}

function Body({ name, text, whole }: { name: string; text: string; whole: number }) {
  const { t, i18n } = useTranslation()
  const isCut = new TextEncoder().encode(text).length < whole
  return (
    <>
      <div className="quiet small">
        {name}
        {isCut && ` · ${t('documents.cut', { size: bytes(whole, i18n.language) })}`}
      </div>
      <Code text={text} label={name} maxHeight={260} />
    </>
  )
}
