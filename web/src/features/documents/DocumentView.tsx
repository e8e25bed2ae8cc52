import { Flex, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Code } from '../../shared/Code'
import { Loaded } from '../../shared/Loaded'
import { useFlowTitles } from '../flows/queries'
import { CorrectionDialog } from './CorrectionDialog'
import { DocumentHead } from './DocumentHead'
import { useRecord, useTimeline, type Entry } from './queries'
import { TimelineView } from './TimelineView'

/** Everything about one document: how it stands at each target, what happened, what the source gave, what the target gets. */
export function DocumentView({ flow, documentKey }: { flow: string; documentKey: string }) {
  const { t } = useTranslation()
  const titles = useFlowTitles()
  const [correcting, setCorrecting] = useState(false)
  const timeline = useTimeline(flow, documentKey)
  return (
    <Loaded query={timeline}>
      {({ entries }) => {
        const revision = Math.max(...entries.map((entry) => entry.revision))
        return (
          <Flex vertical gap={12}>
            <div>
              <span className="quiet">{t('documents.flow')}</span>{' '}
              <Link to={`/flows/${encodeURIComponent(flow)}`}>{titles.get(flow) ?? flow}</Link>
            </div>
            {targetsOf(entries).map((target) => (
              <DocumentHead
                key={target}
                flow={flow}
                documentKey={documentKey}
                target={target}
                latest={latestOf(entries, target, revision)}
                onCorrect={() => setCorrecting(true)}
              />
            ))}
            <Tabs
              items={[
                { key: 'history', label: t('documents.history'), children: <TimelineView entries={entries} /> },
                {
                  key: 'record',
                  label: t('documents.record'),
                  children: <Record flow={flow} documentKey={documentKey} revision={revision} />,
                },
                ...entries
                  .filter((entry) => entry.kind === 'mapped')
                  .map((entry) => ({
                    key: `mapped:${entry.target ?? ''}`,
                    label:
                      targetsOf(entries).length > 1 ? `${t('documents.mapped')} · ${entry.target ?? ''}` : t('documents.mapped'),
                    children: <Mapped entry={entry} />,
                  })),
              ]}
            />
            {correcting && (
              <CorrectionDialog flow={flow} documentKey={documentKey} revision={revision} onClose={() => setCorrecting(false)} />
            )}
          </Flex>
        )
      }}
    </Loaded>
  )
}

function targetsOf(entries: readonly Entry[]): string[] {
  return [...new Set(entries.flatMap((entry) => (entry.target ? [entry.target] : [])))]
}

/** How the latest revision stands at a target; a document that waits has no outcome yet. */
function latestOf(entries: readonly Entry[], target: string, revision: number): Entry | undefined {
  return entries.findLast((entry) => entry.kind === 'settled' && entry.target === target && entry.revision === revision)
}

function Record({ flow, documentKey, revision }: { flow: string; documentKey: string; revision: number }) {
  const { t } = useTranslation()
  const record = useRecord(flow, documentKey, revision)
  return (
    <Loaded query={record}>
      {(text) => <Code text={text} language="json" label={t('documents.record')} maxHeight="60vh" />}
    </Loaded>
  )
}

function Mapped({ entry }: { entry: Entry }) {
  const { t } = useTranslation()
  return (
    <Flex vertical gap={8}>
      <div className="quiet">{t('documents.mappedHint')}</div>
      {entry.text && <div className="pre">{entry.text}</div>}
      {entry.error && <div className="bad pre">{entry.error.text}</div>}
      {entry.body && <Code text={entry.body} language="json" label={t('documents.mapped')} maxHeight="60vh" />}
    </Flex>
  )
}
