import { EditOutlined, RedoOutlined } from '@ant-design/icons'
import { Alert, App, Button, Flex } from 'antd'
import { useTranslation } from 'react-i18next'
import { DeliveryTag } from '../../shared/states'
import { Time } from '../../shared/Time'
import { useRefused } from '../../shared/useRefused'
import { useMay } from '../session/session'
import { ErrorText } from './ErrorText'
import { useRelease, type Entry } from './queries'

interface DocumentHeadProps {
  flow: string
  documentKey: string
  target: string
  latest: Entry | undefined
  onCorrect: () => void
}

/** How a document stands at one target, and what can be done. */
export function DocumentHead({ flow, documentKey, target, latest, onCorrect }: DocumentHeadProps) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const mayAct = useMay()('documents.act')
  const refused = useRefused()
  const release = useRelease(flow)
  const state = latest?.state ?? 'waiting'
  const ask = () =>
    modal.confirm({
      title: t('documents.releaseTitle'),
      content: t('documents.releaseText', { key: documentKey }),
      okText: t('documents.release'),
      onOk: () =>
        release.mutateAsync({ keys: [documentKey], target }).then((answer) => {
          void message.success(
            answer.released > 0 ? t('documents.released', { count: answer.released }) : t('documents.releasedNone'),
          )
        }, refused),
    })
  return (
    <Flex vertical gap={12}>
      <Flex justify="space-between" align="start" gap={16}>
        <dl className="facts">
          <dt>{t('documents.target')}</dt>
          <dd>{target}</dd>
          <dt>{t('common.state')}</dt>
          <dd>
            <DeliveryTag state={state} />{' '}
            {latest?.dueAt && (
              <span className="quiet">
                {t('documents.dueAt')} <Time at={latest.dueAt} />
              </span>
            )}
          </dd>
          <dt>{t('documents.targetNumber')}</dt>
          <dd>{latest?.targetNumber ?? <span className="quiet">–</span>}</dd>
          <dt>{t('documents.targetId')}</dt>
          <dd>{latest?.targetId ?? <span className="quiet">–</span>}</dd>
        </dl>
        {mayAct && (
          <Flex gap={8}>
            <Button icon={<EditOutlined />} onClick={onCorrect}>
              {t('documents.correct')}
            </Button>
            {(state === 'failed' || state === 'held') && (
              <Button type="primary" icon={<RedoOutlined />} onClick={ask}>
                {t('documents.release')}
              </Button>
            )}
          </Flex>
        )}
      </Flex>
      {latest?.error && <Alert type={state === 'failed' ? 'error' : 'warning'} title={<ErrorText error={latest.error} />} />}
    </Flex>
  )
}
