import { App, Button, Card, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import { Loaded } from '../../shared/Loaded'
import { Time } from '../../shared/Time'
import { useRefused } from '../../shared/useRefused'
import { useInvitations, usePeopleChange, withdraw } from './queries'

type Invitation = Schemas['InvitationView']

export function Invitations() {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const refused = useRefused()
  const invitations = useInvitations(true)
  const withdrawal = usePeopleChange(withdraw)
  const ask = (invitation: Invitation) =>
    modal.confirm({
      title: t('people.withdrawTitle', { email: invitation.email }),
      content: t('people.withdrawText'),
      okText: t('people.withdraw'),
      okButtonProps: { danger: true },
      onOk: () => withdrawal.mutateAsync(invitation.id).then(() => void message.success(t('people.withdrawn')), refused),
    })
  return (
    <Card title={t('people.invitations')} size="small" styles={{ body: { padding: 0 } }}>
      <Loaded query={invitations} rows={2}>
        {(open) => (
          <Table<Invitation>
            rowKey="id"
            size="medium"
            pagination={false}
            dataSource={open}
            locale={{ emptyText: <span className="quiet">{t('people.noInvitations')}</span> }}
            columns={[
              { title: t('session.email'), dataIndex: 'email' },
              { title: t('people.role'), width: 140, render: (_, one) => t(`role.${one.role}`) },
              { title: t('people.invitedBy'), width: 160, dataIndex: 'createdBy' },
              { title: t('people.expires'), width: 160, render: (_, one) => <Time at={one.expiresAt} /> },
              {
                title: t('common.actions'),
                width: 130,
                render: (_, one) => (
                  <Button size="small" danger type="text" onClick={() => ask(one)}>
                    {t('people.withdraw')}
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
