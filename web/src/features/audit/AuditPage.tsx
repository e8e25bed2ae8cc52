import { DownloadOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Alert, Button, Card, Input, Select, Table } from 'antd'
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api, body, type Schemas } from '../../api/client'
import { zh } from '../../app/i18n/zh'
import { Code } from '../../shared/Code'
import { count } from '../../shared/format'
import { Nothing } from '../../shared/Nothing'
import { Page } from '../../shared/Page'
import { Pages } from '../../shared/Pages'
import { ProblemView } from '../../shared/ProblemView'
import { Time } from '../../shared/Time'
import { useUrlFilter } from '../../shared/urlState'

type Entry = Schemas['AuditView']
type Action = keyof typeof zh.audit.actions

const filters = ['who', 'action', 'subject'] as const
const actions = Object.keys(zh.audit.actions) as Action[]

function actionText(action: string, t: TFunction): string {
  const known = actions.find((name) => name === action)
  return known ? t(`audit.actions.${known}`) : action
}

/** Who changed what, when, from where; exportable, and checked for being whole. */
export function AuditPage() {
  const { t, i18n } = useTranslation()
  const [filter, change] = useUrlFilter(filters)
  const entries = useInfiniteQuery({
    queryKey: ['audit', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/audit', {
          params: { query: { ...filter, limit: 50, ...(pageParam !== undefined && { after: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const check = useMutation({ mutationFn: () => body(api.GET('/api/v1/audit/check')) })
  const rows = useMemo(() => entries.data?.pages.flatMap((page) => page.items) ?? [], [entries.data])
  return (
    <Page
      title={t('audit.title')}
      actions={
        <>
          <Button icon={<SafetyCertificateOutlined />} loading={check.isPending} onClick={() => check.mutate()}>
            {t('audit.check')}
          </Button>
          <Button icon={<DownloadOutlined />} href="/api/v1/audit/export" download>
            {t('audit.export')}
          </Button>
        </>
      }
    >
      {check.isError && <ProblemView error={check.error} />}
      {check.data &&
        (check.data.ok ? (
          <Alert
            type="success"
            showIcon
            closable
            title={t('audit.checkOk', { count: count(check.data.entries, i18n.language) as unknown as number })}
          />
        ) : (
          <Alert
            type="error"
            showIcon
            title={t('audit.checkBad', { id: check.data.brokenAt })}
            description={t('audit.checkBadHint')}
          />
        ))}
      <Card styles={{ body: { padding: 0 } }}>
        <div className="filters card-filters">
          <Input.Search
            className="filter-short"
            allowClear
            placeholder={t('audit.searchWho')}
            aria-label={t('audit.searchWho')}
            defaultValue={filter.who ?? ''}
            onSearch={(who) => change({ who })}
          />
          <Select
            className="filter-state"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('audit.anyAction')}
            aria-label={t('audit.action')}
            value={filter.action ?? null}
            onChange={(action: string | null) => change({ action: action ?? undefined })}
            options={actions.map((action) => ({ value: action, label: t(`audit.actions.${action}`) }))}
          />
          <Input.Search
            className="filter-short"
            allowClear
            placeholder={t('audit.searchSubject')}
            aria-label={t('audit.searchSubject')}
            defaultValue={filter.subject ?? ''}
            onSearch={(subject) => change({ subject })}
          />
        </div>
        {entries.isError && <ProblemView error={entries.error} retry={() => void entries.refetch()} />}
        <Table<Entry>
          rowKey="id"
          size="medium"
          pagination={false}
          loading={entries.isLoading}
          scroll={{ x: 900 }}
          dataSource={rows}
          locale={{ emptyText: entries.isFetching ? ' ' : <Nothing title={t('audit.empty')} hint={t('audit.emptyHint')} /> }}
          expandable={{
            rowExpandable: (entry) => entry.before !== null || entry.after !== null,
            expandedRowRender: (entry) => <Change entry={entry} />,
          }}
          columns={[
            { title: t('audit.at'), width: 160, render: (_, entry) => <Time at={entry.at} /> },
            {
              title: t('audit.who'),
              width: 250,
              render: (_, entry) => (entry.who === 'nobody' ? <span className="quiet">{t('audit.nobody')}</span> : entry.who),
            },
            { title: t('audit.action'), width: 160, render: (_, entry) => actionText(entry.action, t) },
            { title: t('audit.subject'), render: (_, entry) => <span className="pre">{entry.subject}</span> },
            { title: t('audit.address'), width: 140, dataIndex: 'address' },
          ]}
        />
        <Pages query={entries} shown={rows.length} />
      </Card>
    </Page>
  )
}

function Change({ entry }: { entry: Entry }) {
  const { t } = useTranslation()
  return (
    <div className="two">
      {(['before', 'after'] as const).map((side) => (
        <div key={side}>
          <div className="quiet small">{t(`audit.${side}`)}</div>
          {entry[side] === null ? (
            <span className="quiet">–</span>
          ) : (
            <Code text={JSON.stringify(entry[side])} label={t(`audit.${side}`)} />
          )}
        </div>
      ))}
    </div>
  )
}
