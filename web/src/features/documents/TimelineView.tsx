import { Flex, Timeline } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DeliveryTag } from '../../shared/states'
import { Time } from '../../shared/Time'
import { AttemptCalls } from './AttemptCalls'
import { ErrorText } from './ErrorText'
import type { Entry } from './queries'

const colors: Partial<Record<Entry['kind'], string>> = {
  correction: 'orange',
  retried: 'orange',
  released: 'orange',
  held: 'orange',
  skipped: 'orange',
}

function colorOf(entry: Entry): string {
  if (entry.kind === 'settled') return entry.state === 'delivered' ? 'green' : entry.error ? 'red' : 'gray'
  if (entry.kind === 'attempt') return entry.attempt?.error ? 'red' : 'blue'
  return colors[entry.kind] ?? 'gray'
}

/** What happened to a document, the latest first; the latest attempt is opened. */
export function TimelineView({ entries }: { entries: readonly Entry[] }) {
  const shown = entries.filter((entry) => entry.kind !== 'mapped').toReversed()
  // The latest outcome stands above with its error.
  const latestOutcomes = new Set(
    shown.filter(
      (entry, at) =>
        entry.kind === 'settled' && !shown.slice(0, at).some((e) => e.kind === 'settled' && e.target === entry.target),
    ),
  )
  const latestAttempt = shown.find((entry) => entry.kind === 'attempt')
  const severalTargets = new Set(entries.map((entry) => entry.target).filter(Boolean)).size > 1
  return (
    <Timeline
      items={shown.map((entry, at) => ({
        key: at,
        color: colorOf(entry),
        content: (
          <EntryView
            entry={entry}
            open={entry === latestAttempt}
            withTarget={severalTargets}
            withError={!latestOutcomes.has(entry)}
          />
        ),
      }))}
    />
  )
}

interface EntryViewProps {
  entry: Entry
  /** True if the calls of an attempt are shown at once. */
  open: boolean
  withTarget: boolean
  withError: boolean
}

function EntryView({ entry, open, withTarget, withError }: EntryViewProps) {
  const { t } = useTranslation()
  return (
    <Flex vertical gap={6}>
      <Flex gap={8} align="center" wrap>
        <strong>{t(`documents.timeline.${entry.kind}`)}</strong>
        {entry.state && <DeliveryTag state={entry.state} />}
        <Time at={entry.at} />
        {(entry.kind === 'accepted' || entry.kind === 'correction') && (
          <span className="quiet">{t('documents.revision', { no: entry.revision })}</span>
        )}
        {withTarget && entry.target && <span className="quiet">{entry.target}</span>}
        {entry.who && <span>{t('documents.by', { who: entry.who })}</span>}
        {entry.job && <Link to="/jobs">{t('documents.inJob', { id: entry.job })}</Link>}
        {entry.targetNumber && <span className="figures">{entry.targetNumber}</span>}
      </Flex>
      {entry.superseded && <div className="quiet">{t('documents.superseded')}</div>}
      {entry.reason && <div className="pre">{t('common.labelled', { label: t('documents.reason'), text: entry.reason })}</div>}
      {entry.text && <div className="pre">{entry.text}</div>}
      {withError && entry.error && <ErrorText error={entry.error} />}
      {entry.attempt && <AttemptCalls attempt={entry.attempt} calls={entry.calls ?? null} opened={open} />}
    </Flex>
  )
}
