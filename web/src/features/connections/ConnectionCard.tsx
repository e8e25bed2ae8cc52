import {
  CheckCircleOutlined,
  CloseCircleOutlined,
  EditOutlined,
  ExclamationCircleOutlined,
  FileTextOutlined,
  LockOutlined,
  ThunderboltOutlined,
} from '@ant-design/icons'
import { Alert, Button, Card, Collapse, Flex, Tag, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { span } from '../../shared/format'
import { ProblemView } from '../../shared/ProblemView'
import { useFlowTitles } from '../flows/queries'
import { useMay } from '../session/session'
import { useConnectionTest, type Connection, type Connector } from './queries'
import { rowsOf } from './schema'
import { TestResult } from './TestResult'

interface ConnectionCardProps {
  connection: Connection
  connector: Connector | undefined
  onEdit: () => void
}

/** One account of one system: how it is, how hard it may be used, who uses it, its settings. */
export function ConnectionCard({ connection, connector, onEdit }: ConnectionCardProps) {
  const { t, i18n } = useTranslation()
  const test = useConnectionTest()
  const titles = useFlowTitles()
  const mayEdit = useMay()('connections.edit')
  const { status, limits, problems } = connection
  const label = connector && (i18n.language === 'en' ? connector.labelEn : connector.label)
  const rows = rowsOf(connection.settings ?? {}, connector?.settings, i18n.language)
  return (
    <Card
      title={
        <Flex gap={8} align="center" wrap>
          <span className="clip">{connection.name}</span>
          <StateTags connection={connection} />
        </Flex>
      }
      extra={
        mayEdit && (
          <Flex gap={8} align="center">
            {connection.fromFile ? (
              <Tooltip title={t('connections.fromFileHint')}>
                <Tag icon={<FileTextOutlined />}>{t('connections.fromFile')}</Tag>
              </Tooltip>
            ) : (
              <Button icon={<EditOutlined />} onClick={onEdit} aria-label={`${t('connections.edit')}: ${connection.name}`}>
                {t('connections.edit')}
              </Button>
            )}
            <Button
              icon={<ThunderboltOutlined />}
              disabled={problems.length > 0}
              loading={test.isPending}
              onClick={() => test.mutate(connection.name)}
              aria-label={`${t('connections.test')}: ${connection.name}`}
            >
              {t('connections.test')}
            </Button>
          </Flex>
        )
      }
    >
      <Flex vertical gap={12}>
        <div className="quiet">{label ? `${label} (${connection.connector})` : connection.connector}</div>
        {status && limits && (
          <dl className="figures-row">
            <Figure name={t('connections.running')} value={`${status.running} / ${limits.concurrentCalls}`} />
            <Figure name={t('connections.waiting')} value={status.waiting} />
            <Figure
              name={t('connections.perSecond')}
              value={limits.callsPerSecond === 0 ? t('common.unlimited') : `${limits.callsPerSecond} ${t('connections.calls')}`}
            />
            <Figure name={t('connections.timeout')} value={span(limits.callTimeoutSeconds, i18n.language)} />
            <Figure name={t('connections.signIn')} value={status.sessionVersion} />
          </dl>
        )}
        <div>
          <span className="quiet">{t('connections.usedBy')}</span>{' '}
          {connection.flows.length === 0
            ? t('connections.unused')
            : connection.flows.map((flow) => (
                <Link key={flow} to={`/flows/${encodeURIComponent(flow)}`} className="used-by">
                  {titles.get(flow) ?? flow}
                </Link>
              ))}
        </div>
        {problems.length > 0 && (
          <Alert type="error" title={t('connections.broken')} description={<span className="pre">{problems.join('\n')}</span>} />
        )}
        {status?.lastError && (
          <Alert type="error" title={t('connections.lastError')} description={<span className="pre">{status.lastError}</span>} />
        )}
        {test.data && <TestResult test={test.data} />}
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

function StateTags({ connection: { status, limits, problems } }: { connection: Connection }) {
  const { t } = useTranslation()
  const atLimit = status && limits && status.running >= limits.concurrentCalls && status.waiting > 0
  return (
    <>
      {problems.length > 0 ? (
        <Tag color="error" icon={<CloseCircleOutlined />}>
          {t('connections.broken')}
        </Tag>
      ) : status && status.failuresInARow > 0 ? (
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
    </>
  )
}

function Figure({ name, value }: { name: string; value: string | number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
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
