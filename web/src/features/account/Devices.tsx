import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Card, Table, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, body, type Schemas } from '../../api/client'
import { Loaded } from '../../shared/Loaded'
import { Time } from '../../shared/Time'
import { useRefused } from '../../shared/useRefused'
import { browserOf } from './agent'

type Item = Schemas['SessionItem']

/** Where one is signed in; each can be ended. */
export function Devices() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const refused = useRefused()
  const sessions = useQuery({
    queryKey: ['my-sessions'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/me/sessions', { signal })),
  })
  const end = useMutation({
    mutationFn: async (id: string) => {
      await api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id } } })
    },
    onSuccess: () => void message.success(t('account.sessionEnded')),
    onError: refused,
    onSettled: () => queries.invalidateQueries({ queryKey: ['my-sessions'] }),
  })
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <div className="quiet card-filters">{t('account.sessionsHint')}</div>
      <Loaded query={sessions}>
        {(all) => (
          <Table<Item>
            rowKey="id"
            size="medium"
            pagination={false}
            dataSource={all}
            columns={[
              {
                title: t('account.device'),
                render: (_, one) => (
                  <span title={one.agent}>
                    {browserOf(one.agent) ?? (one.agent || t('common.unknown'))}{' '}
                    {one.current && <Tag color="blue">{t('account.thisBrowser')}</Tag>}
                  </span>
                ),
              },
              { title: t('audit.address'), width: 160, dataIndex: 'address' },
              { title: t('session.signIn'), width: 160, render: (_, one) => <Time at={one.createdAt} /> },
              { title: t('account.lastSeen'), width: 160, render: (_, one) => <Time at={one.lastSeenAt} ago /> },
              {
                title: t('common.actions'),
                width: 130,
                render: (_, one) =>
                  !one.current && (
                    <Button
                      size="small"
                      danger
                      loading={end.isPending && end.variables === one.id}
                      onClick={() => end.mutate(one.id)}
                    >
                      {t('account.endSession')}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  )
}
