import { Alert, Button, Card, DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../../shared/Page'
import { deliveryLook } from '../../shared/states'
import { useUrlFilter } from '../../shared/urlState'
import { useFlows } from '../flows/queries'
import { useMay } from '../session/session'
import { BulkMenu } from './BulkMenu'
import { DocumentTable } from './DocumentTable'
import { filterNames, statesOf, storedStates, type FilterName } from './filter'

/** Documents over all flows: search, filters, bulk actions. The whole filter is in the address. */
export function Ledger() {
  const { t } = useTranslation()
  const mayRead = useMay()('documents.read')
  const [filter, change] = useUrlFilter(filterNames)
  const isFiltered = Object.keys(filter).length > 0
  const clear = () => change(Object.fromEntries(filterNames.map((name): [FilterName, undefined] => [name, undefined])))
  return (
    <Page title={t('documents.title')} actions={mayRead && <BulkMenu filter={filter} />}>
      {filter.group && (
        <Alert
          type="info"
          showIcon
          title={t('documents.groupShown')}
          closable={{ onClose: () => change({ group: undefined }) }}
        />
      )}
      <Card styles={{ body: { padding: 0 } }}>
        <div className="filters card-filters ledger-filters" role="search">
          <SearchBox key={filter.q ?? ''} text={filter.q ?? ''} onSearch={(q) => change({ q })} />
          <FlowFilter filter={filter} change={change} />
          <Select
            className="filter-states"
            mode="multiple"
            maxTagCount="responsive"
            allowClear
            placeholder={t('documents.anyState')}
            aria-label={t('common.state')}
            value={statesOf(filter)}
            onChange={(states) => change({ state: states.join(',') })}
            options={storedStates.map((state) => ({ value: state, label: t(`delivery.${state}`) }))}
            optionRender={({ value }) => {
              const state = storedStates.find((s) => s === value) ?? 'waiting'
              return (
                <>
                  {deliveryLook[state].icon} {t(`delivery.${state}`)}
                </>
              )
            }}
          />
          <DatePicker.RangePicker
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            allowEmpty={[true, true]}
            placeholder={[t('documents.from'), t('documents.to')]}
            value={[filter.from ? dayjs(filter.from) : null, filter.to ? dayjs(filter.to) : null]}
            onChange={(range) => change({ from: range?.[0]?.toISOString(), to: range?.[1]?.toISOString() })}
          />
          {isFiltered && (
            <Button type="link" onClick={clear}>
              {t('common.reset')}
            </Button>
          )}
        </div>
        <DocumentTable filter={filter} withFlow={filter.flow === undefined} />
      </Card>
    </Page>
  )
}

function SearchBox({ text, onSearch }: { text: string; onSearch: (text: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(text)
  return (
    <Input.Search
      className="filter-text"
      allowClear
      maxLength={200}
      placeholder={t('documents.search')}
      aria-label={t('documents.search')}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onSearch={(next) => onSearch(next.trim())}
    />
  )
}

interface FlowFilterProps {
  filter: Partial<Record<FilterName, string>>
  change: (next: Partial<Record<FilterName, string | undefined>>) => void
}

function FlowFilter({ filter, change }: FlowFilterProps) {
  const { t } = useTranslation()
  const flows = useFlows()
  const targets = flows.data?.find((flow) => flow.name === filter.flow)?.targets ?? []
  return (
    <>
      <Select
        className="filter-flow"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('documents.anyFlow')}
        aria-label={t('documents.flow')}
        value={filter.flow ?? null}
        onChange={(flow: string | null) => change({ flow: flow ?? undefined, target: undefined })}
        options={(flows.data ?? []).map((flow) => ({ value: flow.name, label: flow.title ?? flow.name }))}
        popupMatchSelectWidth={false}
      />
      {targets.length > 1 && (
        <Select
          className="filter-state"
          allowClear
          placeholder={t('documents.anyTarget')}
          aria-label={t('documents.target')}
          value={filter.target ?? null}
          onChange={(target: string | null) => change({ target: target ?? undefined })}
          options={targets.map((target) => ({ value: target.node, label: target.label ?? target.node }))}
        />
      )}
    </>
  )
}
