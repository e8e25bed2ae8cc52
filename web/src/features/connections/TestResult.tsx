import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import { span } from '../../shared/format'

/** What a test of a connection found. */
export function TestResult({ test }: { test: Schemas['ConnectionTest'] }) {
  const { t, i18n } = useTranslation()
  return (
    <Alert
      type={test.ok ? 'success' : 'error'}
      showIcon
      closable
      title={test.ok ? t('connections.testOk') : t('connections.testFailed')}
      description={
        <>
          <span className="pre">{test.message}</span>{' '}
          <span className="quiet">
            {test.kind && `${t(`errorKind.${test.kind}`)} `}
            {test.code && `${test.code} `}
            {t('time.took', { value: span(test.seconds, i18n.language) })}
          </span>
        </>
      }
    />
  )
}
