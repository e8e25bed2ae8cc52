import { Flex, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Code } from '../../shared/Code'
import { Loaded } from '../../shared/Loaded'
import { DocumentTarget } from './DocumentTarget'
import { useDocument, useRecord } from './queries'

function Record({ flow, documentKey, revision }: { flow: string; documentKey: string; revision: number }) {
  const { t } = useTranslation()
  const record = useRecord(flow, documentKey, revision)
  return (
    <Loaded query={record}>
      {(text) => <Code text={text} language="json" label={t('documents.record')} maxHeight="60vh" />}
    </Loaded>
  )
}

/** Everything about one document: how it stands at each target, what happened, the record itself. */
export function DocumentView({ flow, documentKey }: { flow: string; documentKey: string }) {
  const { t } = useTranslation()
  const history = useDocument(flow, documentKey)
  return (
    <Loaded query={history}>
      {(found) => {
        const revision = Math.max(...found.targets.flatMap((target) => target.revisions.map((r) => r.document.revision)))
        return (
          <Flex vertical gap={12}>
            <div>
              <span className="quiet">{t('documents.flow')}</span> <Link to={`/flows/${encodeURIComponent(flow)}`}>{flow}</Link>
            </div>
            <Tabs
              items={[
                ...found.targets.map((target) => ({
                  key: `target:${target.target}`,
                  label: found.targets.length === 1 ? t('documents.history') : `${t('documents.history')} · ${target.target}`,
                  children: <DocumentTarget flow={flow} documentKey={documentKey} history={target} />,
                })),
                {
                  key: 'record',
                  label: t('documents.record'),
                  children: <Record flow={flow} documentKey={documentKey} revision={revision} />,
                },
              ]}
            />
          </Flex>
        )
      }}
    </Loaded>
  )
}
