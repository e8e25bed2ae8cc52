import { ThunderboltOutlined } from '@ant-design/icons'
import { Alert, App, Button, Drawer, Flex, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Problem } from '../../api/problem'
import { ProblemView } from '../../shared/ProblemView'
import { useRefused } from '../../shared/useRefused'
import {
  changeConnection,
  createConnection,
  removeConnection,
  tryConnection,
  useConnectionChange,
  type Connection,
  type Connector,
} from './queries'
import { toForm, toSettings, type FormValues, type SettingSchema } from './schema'
import { SettingsFields } from './SettingsFields'
import { TestResult } from './TestResult'

interface Values {
  name: string
  connector: string
  settings?: FormValues
  limits?: { concurrentCalls?: number | null; callsPerSecond?: number | null; callTimeout?: string }
}

interface ConnectionFormProps {
  /** What is changed; null for a new one. */
  connection: Connection | null
  connectors: readonly Connector[]
  onClose: () => void
}

/** Makes or changes a connection. Secrets are only written. */
export function ConnectionForm({ connection, connectors, onClose }: ConnectionFormProps) {
  const { t, i18n } = useTranslation()
  const { message, modal } = App.useApp()
  const refused = useRefused()
  const [form] = Form.useForm<Values>()
  const shown = (connection?.settings ?? {}) as Record<string, unknown>
  const schemaOf = (id: string | undefined) =>
    connectors.find((connector) => connector.id === id)?.settings as SettingSchema | undefined

  function request(values: Values) {
    const { concurrentCalls, callsPerSecond, callTimeout } = values.limits ?? {}
    return {
      connector: values.connector,
      settings: toSettings(values.settings ?? {}, schemaOf(values.connector) ?? {}, shown),
      limits: {
        ...(concurrentCalls != null && { concurrentCalls }),
        ...(callsPerSecond != null && { callsPerSecond }),
        ...(callTimeout && { callTimeout }),
      },
    }
  }

  const save = useConnectionChange((values: Values) =>
    connection ? changeConnection(connection, request(values)) : createConnection(values.name, request(values)),
  )
  const trial = useConnectionChange((values: Values) => tryConnection(values.name, request(values)))
  const removal = useConnectionChange(removeConnection)

  const submit = (values: Values) =>
    save.mutate(values, {
      onSuccess: () => {
        void message.success(connection ? t('connections.changed') : t('connections.created'))
        onClose()
      },
    })
  const test = async () => {
    save.reset()
    trial.mutate(await form.validateFields())
  }
  const askRemove = () =>
    connection &&
    modal.confirm({
      title: t('connections.removeTitle', { name: connection.name }),
      content: t('connections.removeText'),
      okText: t('connections.remove'),
      okButtonProps: { danger: true },
      onOk: () =>
        removal.mutateAsync(connection.name).then(() => {
          void message.success(t('connections.removed'))
          onClose()
        }, refused),
    })

  const first = schemaOf(connection?.connector)
  return (
    <Drawer
      open
      size={640}
      title={connection ? t('connections.editTitle', { name: connection.name }) : t('connections.addTitle')}
      onClose={onClose}
      footer={
        <Flex justify="space-between" gap={8}>
          <span>
            {connection && (
              <Button danger onClick={askRemove}>
                {t('connections.remove')}
              </Button>
            )}
          </span>
          <Flex gap={8}>
            <Button icon={<ThunderboltOutlined />} loading={trial.isPending} onClick={() => void test().catch(() => undefined)}>
              {t('connections.testNow')}
            </Button>
            <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
              {t('common.save')}
            </Button>
          </Flex>
        </Flex>
      }
    >
      <Form<Values>
        form={form}
        layout="vertical"
        scrollToFirstError
        initialValues={{
          name: connection?.name,
          connector: connection?.connector,
          settings: first && toForm(shown, first),
          limits: connection?.limits && {
            concurrentCalls: connection.limits.concurrentCalls,
            callsPerSecond: connection.limits.callsPerSecond,
            callTimeout: `${connection.limits.callTimeoutSeconds}s`,
          },
        }}
        onFinish={submit}
      >
        <Form.Item
          name="connector"
          label={t('connections.connector')}
          rules={[{ required: true, message: t('connections.choose') }]}
        >
          <Select
            disabled={connection !== null}
            placeholder={t('connections.choose')}
            showSearch={{ optionFilterProp: 'label' }}
            options={connectors.map((one) => ({
              value: one.id,
              label: `${i18n.language === 'en' ? one.labelEn : one.label} (${one.id})`,
            }))}
          />
        </Form.Item>
        <Form.Item
          name="name"
          label={t('connections.name')}
          extra={connection ? undefined : t('connections.nameHint')}
          rules={[{ required: true, pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/, message: t('connections.nameHint') }]}
        >
          <Input disabled={connection !== null} autoComplete="off" maxLength={80} />
        </Form.Item>
        <Form.Item noStyle shouldUpdate={(before: Values, after: Values) => before.connector !== after.connector}>
          {({ getFieldValue }) => {
            const schema = schemaOf(getFieldValue('connector') as string | undefined)
            return schema && <SettingsFields schema={schema} path={['settings']} shown={shown} />
          }}
        </Form.Item>
        <fieldset className="group">
          <legend>{t('connections.limits')}</legend>
          <Flex gap={16} wrap>
            <Form.Item name={['limits', 'concurrentCalls']} label={t('connections.concurrent')}>
              <InputNumber min={1} precision={0} placeholder={t('connections.unset')} />
            </Form.Item>
            <Form.Item
              name={['limits', 'callsPerSecond']}
              label={t('connections.perSecond')}
              tooltip={`0 = ${t('common.unlimited')}`}
            >
              <InputNumber min={0} placeholder={t('connections.unset')} />
            </Form.Item>
            <Form.Item
              name={['limits', 'callTimeout']}
              label={t('connections.timeout')}
              rules={[{ pattern: /^[0-9.]+(ms|s|m|h|d)$/, message: t('connections.duration') }]}
            >
              <Input className="duration" placeholder={t('connections.unset')} />
            </Form.Item>
          </Flex>
        </fieldset>
      </Form>
      {trial.data && <TestResult test={trial.data} />}
      {trial.isError && <ProblemView error={trial.error} />}
      {save.isError &&
        (save.error instanceof Problem && save.error.status === 412 ? (
          <Alert
            type="warning"
            showIcon
            title={t('connections.changedMeanwhile')}
            description={t('connections.changedMeanwhileHint')}
          />
        ) : (
          <ProblemView error={save.error} />
        ))}
    </Drawer>
  )
}
