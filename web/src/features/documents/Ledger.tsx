import { Card, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../shared/Loaded'
import { Nothing } from '../../shared/Nothing'
import { Page } from '../../shared/Page'
import { useUrlFilter } from '../../shared/urlState'
import { useFlows } from '../flows/queries'
import { DocumentTable } from './DocumentTable'

const filters = ['flow'] as const

export function Ledger() {
  const { t } = useTranslation()
  const flows = useFlows()
  const [filter, change] = useUrlFilter(filters)
  return (
    <Page title={t('documents.title')}>
      <Loaded query={flows}>
        {(all) => {
          const flow = filter.flow ?? all[0]?.name
          if (flow === undefined) return <Nothing title={t('documents.emptyAll')} hint={t('documents.emptyAllHint')} />
          return (
            <Card styles={{ body: { padding: 0 } }}>
              <div className="filters card-filters">
                <Select
                  className="filter-flow"
                  aria-label={t('documents.flow')}
                  value={flow}
                  onChange={(next) => change({ flow: next })}
                  options={all.map((f) => ({ value: f.name, label: f.title ?? f.name }))}
                />
              </div>
              <DocumentTable key={flow} flow={flow} />
            </Card>
          )
        }}
      </Loaded>
    </Page>
  )
}
