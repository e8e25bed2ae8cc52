import { CaretRightOutlined, PauseOutlined, StopOutlined } from '@ant-design/icons'
import { App, Button, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRefused } from '../../shared/useRefused'
import { useMay } from '../session/session'
import { useFlowAction, type Flow, type FlowAction } from './queries'

const done = { run: 'started', pause: 'paused', resume: 'resumed', cancel: 'cancelled' } as const

/** What can be done with a flow in its state. */
export function FlowActions({ flow, small = false }: { flow: Flow; small?: boolean }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const mayRun = useMay()('flows.run')
  const refused = useRefused()
  const action = useFlowAction(flow.name)
  const act = (what: FlowAction) => action.mutateAsync(what).then(() => void message.success(t(`flows.${done[what]}`)), refused)
  const size = small ? 'small' : 'middle'
  const pending = (what: FlowAction) => action.isPending && action.variables === what
  const label = (text: string) => ({ 'aria-label': `${text}: ${flow.title ?? flow.name}`, ...(small && { title: text }) })
  const cancel = () =>
    modal.confirm({
      title: t('flows.cancelTitle'),
      content: t('flows.cancelText'),
      okText: t('flows.cancelRun'),
      okButtonProps: { danger: true },
      cancelText: t('flows.keep'),
      onOk: () => act('cancel'),
    })
  if (!mayRun) return null
  return (
    <Space size={small ? 4 : 8}>
      {flow.state === 'idle' && (
        <Button
          size={size}
          type={small ? 'default' : 'primary'}
          icon={<CaretRightOutlined />}
          loading={pending('run')}
          onClick={() => act('run')}
          {...label(t('flows.runNow'))}
        >
          {small ? t('flows.run') : t('flows.runNow')}
        </Button>
      )}
      {flow.state === 'running' && (
        <Button
          size={size}
          icon={<PauseOutlined />}
          loading={pending('pause')}
          onClick={() => act('pause')}
          {...label(t('flows.pause'))}
        >
          {t('flows.pause')}
        </Button>
      )}
      {(flow.state === 'paused' || flow.state === 'interrupted') && (
        <Button
          size={size}
          type={small ? 'default' : 'primary'}
          icon={<CaretRightOutlined />}
          loading={pending('resume')}
          onClick={() => act('resume')}
          {...label(t('flows.resume'))}
        >
          {t('flows.resume')}
        </Button>
      )}
      {(flow.state === 'running' || flow.state === 'paused') && (
        <Button
          size={size}
          danger
          icon={<StopOutlined />}
          loading={pending('cancel')}
          onClick={cancel}
          {...label(t('flows.cancelRun'))}
        >
          {!small && t('flows.cancelRun')}
        </Button>
      )}
    </Space>
  )
}
