import {
  CheckCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleOutlined,
  LockOutlined,
  ThunderboltOutlined,
} from '@ant-design/icons'
import { Alert, Button, Card, Collapse, Flex, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { ProblemView } from '../../shared/ProblemView'
import { span } from '../../shared/format'
import { useMay } from '../session/session'
import { useConnectionTest, type Connection, type Connector } from './queries'
import { rowsOf } from './schema'

/** One account of one system: how it is, how hard it may be used, its settings. */
export function ConnectionCard({ connection, connector }: { connection: Connection; connector: Connector | undefined }) {
  const { t, i18n } = useTranslation()
  const test = useConnectionTest()
  const mayTest = useMay()('connections.edit')
  const { status, limits } = connection
  const atLimit = status.running >= limits.concurrentCalls && status.waiting > 0
  const label = connector && (i18n.language === 'en' ? connector.labelEn : connector.label)
  const rows = rowsOf(connection.settings, connector?.settings, i18n.language)
  return (
    <Card
      title={
        <Flex gap={8} align="center">
          <span className="clip">{connection.name}</span>
          {status.failuresInARow > 0 ? (
            <Tag color="error" icon={<CloseCircleOutlined />}>
              {t('connections.failing', { count: status.failuresInARow })}
            </Tag>
          ) : (
            <Tag color="success" icon={<CheckCircleOutlined />}>
              {t('connections.ok')}
            </Tag>
          )}
          {atLimit && (
            <Tag color="orange" icon={<ExclamationCircleOutlined />}>
              {t('connections.atLimit')}
            </Tag>
          )}
        </Flex>
      }
      extra={
        mayTest && (
          <Button
            icon={<ThunderboltOutlined />}
            loading={test.isPending}
            onClick={() => test.mutate(connection.name)}
            aria-label={`${t('connections.test')}: ${connection.name}`}
          >
            {t('connections.test')}
          </Button>
        )
      }
    >
      <Flex vertical gap={12}>
        <div className="quiet">{label ? `${label} (${connection.connector})` : connection.connector}</div>
        <dl className="figures-row">
          <div>
            <dt>{t('connections.running')}</dt>
            <dd>{`${status.running} / ${limits.concurrentCalls}`}</dd>
          </div>
          <div>
            <dt>{t('connections.waiting')}</dt>
            <dd>{status.waiting}</dd>
          </div>
          <div>
            <dt>{t('connections.perSecond')}</dt>
            <dd>{limits.callsPerSecond === 0 ? t('common.unlimited') : `${limits.callsPerSecond} ${t('connections.calls')}`}</dd>
          </div>
          <div>
            <dt>{t('connections.timeout')}</dt>
            <dd>{span(limits.callTimeoutSeconds, i18n.language)}</dd>
          </div>
          <div>
            <dt>{t('connections.signIn')}</dt>
            <dd>{status.sessionVersion}</dd>
          </div>
        </dl>
        {status.lastError && (
          <Alert type="error" title={t('connections.lastError')} description={<span className="pre">{status.lastError}</span>} />
        )}
        {test.data && (
          <Alert
            type={test.data.ok ? 'success' : 'error'}
            showIcon
            closable
            title={test.data.ok ? t('connections.testOk') : t('connections.testFailed')}
            description={
              <>
                <span className="pre">{test.data.message}</span>{' '}
                <span className="quiet">
                  {test.data.kind && `${t(`errorKind.${test.data.kind}`)} `}
                  {test.data.code && `${test.data.code} `}
                  {t('time.took', { value: span(test.data.seconds, i18n.language) })}
                </span>
              </>
            }
          />
        )}
        {test.isError && <ProblemView error={test.error} />}
        <Collapse
          size="small"
          items={[
            {
              key: 'settings',
              label: t('connections.settings'),
              children: (
                <dl className="facts">
                  {rows.map((row) => (
                    <SettingLine key={row.path} label={row.label} value={row.value} secret={row.secret} />
                  ))}
                </dl>
              ),
            },
          ]}
        />
      </Flex>
    </Card>
  )
}

function SettingLine({ label, value, secret }: { label: string; value: string; secret: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {secret ? (
          <span className="quiet">
            <LockOutlined /> {t('connections.secret')}
          </span>
        ) : (
          value
        )}
      </dd>
    </>
  )
}
