import { Button, Result, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'

/** A page whose code failed: what it said, and a way out. */
export function Crashed() {
  const { t } = useTranslation()
  const error = useRouteError()
  return (
    <Result
      status="error"
      title={t('app.crashed')}
      subTitle={t('app.crashedHint')}
      extra={
        <Button type="primary" onClick={() => window.location.reload()}>
          {t('app.reload')}
        </Button>
      }
    >
      <Typography.Text code copyable>
        {error instanceof Error ? error.message : String(error)}
      </Typography.Text>
    </Result>
  )
}
