import { RedoOutlined } from '@ant-design/icons'
import { App, Alert, Button, Flex, Timeline } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import { problemTitle } from '../../shared/ProblemView'
import { DeliveryTag, deliveryLook } from '../../shared/states'
import { Time } from '../../shared/Time'
import { AttemptView } from './AttemptView'
import { ErrorText } from './ErrorText'
import { useRelease } from './queries'

interface DocumentTargetProps {
  flow: string
  documentKey: string
  history: Schemas['TargetHistory']
}

/** A document's way to one target: state now, then every revision and attempt, newest first. */
export function DocumentTarget({ flow, documentKey, history }: DocumentTargetProps) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const release = useRelease(flow)
  const latest = history.revisions[0]?.document
  if (latest === undefined) return null
  const ask = () =>
    modal.confirm({
      title: t('documents.releaseTitle'),
      content: t('documents.releaseText', { key: documentKey }),
      okText: t('documents.release'),
      onOk: () =>
        release.mutateAsync({ keys: [documentKey], target: history.target }).then(
          (answer) =>
            void message.success(
              answer.released > 0 ? t('documents.released', { count: answer.released }) : t('documents.releasedNone'),
            ),
          (error: unknown) => void message.error(problemTitle(error, t)),
        ),
    })
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" align="start" gap={16}>
        <dl className="facts">
          <dt>{t('common.state')}</dt>
          <dd>
            <DeliveryTag state={latest.state} />
            {latest.dueAt && (
              <span className="quiet">
                {t('documents.dueAt')} <Time at={latest.dueAt} />
              </span>
            )}
          </dd>
          <dt>{t('documents.key')}</dt>
          <dd>{latest.key}</dd>
          <dt>{t('documents.targetNumber')}</dt>
          <dd>{latest.targetNumber ?? <span className="quiet">–</span>}</dd>
          <dt>{t('documents.targetId')}</dt>
          <dd>{latest.targetId ?? <span className="quiet">–</span>}</dd>
        </dl>
        {(latest.state === 'failed' || latest.state === 'held') && (
          <Button type="primary" icon={<RedoOutlined />} onClick={ask}>
            {t('documents.release')}
          </Button>
        )}
      </Flex>
      {latest.error && (
        <Alert type={latest.state === 'failed' ? 'error' : 'warning'} title={<ErrorText error={latest.error} />} />
      )}
      <Timeline
        items={history.revisions.flatMap(({ document, attempts }) => [
          ...attempts.map((attempt, at) => ({
            key: `attempt:${attempt.id}`,
            color: attempt.error ? 'red' : 'blue',
            content: (
              <AttemptView
                flow={flow}
                documentKey={documentKey}
                attempt={attempt}
                no={attempts.length - at}
                open={at === 0 && document.id === latest.id}
              />
            ),
          })),
          {
            key: `revision:${document.id}`,
            color: 'gray',
            icon: document.superseded ? deliveryLook.rejected.icon : undefined,
            content: (
              <>
                <strong>{t('documents.accepted')}</strong> · {t('documents.revision', { no: document.revision })}{' '}
                <Time at={document.acceptedAt} />
                {document.superseded && <div className="quiet">{t('documents.superseded')}</div>}
              </>
            ),
          },
        ])}
      />
    </Flex>
  )
}
