import { Card, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../shared/Loaded'
import { Nothing } from '../../shared/Nothing'
import { Page } from '../../shared/Page'
import { useUrlFilter } from '../../shared/urlState'
import { useFlows } from '../flows/queries'
import { RunTable } from './RunTable'

const filters = ['flow'] as const

/** Runs of the flow that is chosen; at first of the one that ran last. */
export function RunList() {
  const { t } = useTranslation()
  const flows = useFlows()
  const [filter, change] = useUrlFilter(filters)
  return (
    <Page title={t('runs.title')}>
      <Loaded query={flows}>
        {(all) => {
          const latest = [...all].sort((a, b) => (b.run?.startedAt ?? '').localeCompare(a.run?.startedAt ?? ''))[0]
          const flow = filter.flow ?? latest?.name
          if (flow === undefined) return <Nothing title={t('runs.empty')} hint={t('runs.emptyHint')} />
          return (
            <Card styles={{ body: { padding: 0 } }}>
              <div className="filters card-filters">
                <Select
                  className="filter-flow"
                  aria-label={t('runs.flow')}
                  value={flow}
                  onChange={(next) => change({ flow: next })}
                  options={all.map((f) => ({ value: f.name, label: f.title ?? f.name }))}
                />
              </div>
              <RunTable key={flow} flow={flow} />
            </Card>
          )
        }}
      </Loaded>
    </Page>
  )
}
