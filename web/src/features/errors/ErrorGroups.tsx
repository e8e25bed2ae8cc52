import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Card, Flex, Segmented, Select, Table, Tag } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { api, body, type Schemas } from '../../api/client'
import { Count } from '../../shared/Count'
import { Nothing } from '../../shared/Nothing'
import { Page } from '../../shared/Page'
import { Pages } from '../../shared/Pages'
import { ProblemView } from '../../shared/ProblemView'
import { Time } from '../../shared/Time'
import { link, useUrlFilter } from '../../shared/urlState'
import { BulkDialog } from '../documents/BulkMenu'
import { useFlows, useFlowTitles } from '../flows/queries'
import { useMay } from '../session/session'
import { Trend } from './Trend'

type Group = Schemas['ErrorGroupView']

const filters = ['flow', 'state'] as const

/** Thousands of failures as a few rows: mend the reason, release the group. */
export function ErrorGroups() {
  const { t, i18n } = useTranslation()
  const mayAct = useMay()('documents.act')
  const flows = useFlows()
  const titles = useFlowTitles()
  const [filter, change] = useUrlFilter(filters)
  const [released, setReleased] = useState<Group | null>(null)
  const solved = filter.state === 'solved'
  const groups = useInfiniteQuery({
    queryKey: ['error-groups', filter.flow, solved],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/error-groups', {
          params: {
            query: {
              limit: 50,
              state: solved ? 'solved' : 'open',
              ...(filter.flow !== undefined && { flow: filter.flow }),
              ...(pageParam !== undefined && { after: pageParam }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 10_000,
  })
  const rows = useMemo(() => groups.data?.pages.flatMap((page) => page.items) ?? [], [groups.data])
  return (
    <Page title={t('errors.title')}>
      <Card styles={{ body: { padding: 0 } }}>
        <div className="filters card-filters">
          <Segmented
            aria-label={t('common.state')}
            value={solved ? 'solved' : 'open'}
            onChange={(state) => change({ state: state === 'open' ? undefined : state })}
            options={[
              { value: 'open', label: t('errors.open') },
              { value: 'solved', label: t('errors.solved') },
            ]}
          />
          <Select
            className="filter-flow"
            allowClear
            placeholder={t('documents.anyFlow')}
            aria-label={t('documents.flow')}
            value={filter.flow ?? null}
            onChange={(flow: string | null) => change({ flow: flow ?? undefined })}
            options={(flows.data ?? []).map((flow) => ({ value: flow.name, label: flow.title ?? flow.name }))}
            popupMatchSelectWidth={false}
          />
        </div>
        {groups.isError && <ProblemView error={groups.error} retry={() => void groups.refetch()} />}
        <Table<Group>
          rowKey="id"
          size="medium"
          pagination={false}
          loading={groups.isLoading}
          scroll={{ x: 1040 }}
          dataSource={rows}
          locale={{
            emptyText: groups.isFetching ? (
              ' '
            ) : solved ? (
              <Nothing title={t('errors.emptySolved')} />
            ) : (
              <Nothing title={t('errors.empty')} hint={t('errors.emptyHint')} />
            ),
          }}
          columns={[
            {
              title: t('errors.reason'),
              render: (_, group) => {
                const advice = (i18n.language === 'en' ? group.advice?.en : null) ?? group.advice?.zh
                return (
                  <>
                    <div>
                      <Tag variant="filled" className="kind">
                        {t(`errorKind.${group.kind}`)}
                      </Tag>
                      {group.code && <code className="small">{group.code} </code>}
                      <span title={group.sample}>{group.text || t('errors.various')}</span>
                    </div>
                    {group.sample !== group.text && <div className="quiet small two-lines">{group.sample}</div>}
                    {advice && <div className="advice">{t('common.labelled', { label: t('errors.advice'), text: advice })}</div>}
                  </>
                )
              },
            },
            {
              title: t('errors.count'),
              width: 90,
              align: 'right',
              render: (_, group) => (
                <Link to={link('/documents', { group: group.id })} className={group.count > 0 ? 'bad' : ''}>
                  <Count value={group.count} />
                </Link>
              ),
            },
            {
              title: t('errors.flows'),
              width: 180,
              render: (_, group) =>
                group.flows.map((flow) => (
                  <div key={flow}>
                    <Link to={link('/documents', { flow, group: group.id })}>{titles.get(flow) ?? flow}</Link>
                  </div>
                )),
            },
            { title: t('errors.trend'), width: 150, render: (_, group) => <Trend values={group.trend} /> },
            {
              title: t('errors.last'),
              width: 130,
              render: (_, group) => (
                <>
                  <Time at={group.last} ago />
                  <div className="quiet small">
                    {t('errors.first')} <Time at={group.first} />
                  </div>
                </>
              ),
            },
            {
              title: t('common.actions'),
              width: 170,
              render: (_, group) => (
                <Flex vertical gap={4} align="start">
                  {mayAct && group.count > 0 && (
                    <Button size="small" type="primary" onClick={() => setReleased(group)}>
                      {t('errors.releaseAll')}
                    </Button>
                  )}
                  <Link to={link('/documents', { group: group.id })}>{t('errors.documents')}</Link>
                </Flex>
              ),
            },
          ]}
        />
        <Pages query={groups} shown={rows.length} />
      </Card>
      {released && (
        <BulkDialog
          filter={{ group: released.id, ...(filter.flow !== undefined && { flow: filter.flow }) }}
          action="release"
          onClose={() => setReleased(null)}
        />
      )}
    </Page>
  )
}
