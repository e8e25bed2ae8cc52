import { CheckCircleOutlined, UserAddOutlined } from '@ant-design/icons'
import { App, Button, Card, Select, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../shared/Loaded'
import { Page } from '../../shared/Page'
import { useRefused } from '../../shared/useRefused'
import { Time } from '../../shared/Time'
import { roles, useMay, useSession } from '../session/session'
import { Invitations } from './Invitations'
import { InviteDialog } from './InviteDialog'
import { changeRole, remove, usePeople, usePeopleChange, type Member } from './queries'

/** Members of the workspace, their roles, open invitations. */
export function PeoplePage() {
  const { t } = useTranslation()
  const mayEdit = useMay()('people.edit')
  const people = usePeople()
  const [inviting, setInviting] = useState(false)
  return (
    <Page
      title={t('people.title')}
      actions={
        mayEdit && (
          <Button type="primary" icon={<UserAddOutlined />} onClick={() => setInviting(true)}>
            {t('people.invite')}
          </Button>
        )
      }
    >
      <Card styles={{ body: { padding: 0 } }}>
        <Loaded query={people}>{(members) => <Members members={members} mayEdit={mayEdit} />}</Loaded>
      </Card>
      {mayEdit && <Invitations />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  )
}

function Members({ members, mayEdit }: { members: readonly Member[]; mayEdit: boolean }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const { user } = useSession()
  const refused = useRefused()
  const role = usePeopleChange(changeRole)
  const removal = usePeopleChange(remove)
  const askRemove = (member: Member) =>
    modal.confirm({
      title: t('people.removeTitle', { name: member.name }),
      content: t('people.removeText'),
      okText: t('people.remove'),
      okButtonProps: { danger: true },
      onOk: () => removal.mutateAsync(member.id).then(() => void message.success(t('people.removed')), refused),
    })
  return (
    <Table<Member>
      rowKey="id"
      size="medium"
      pagination={false}
      scroll={{ x: 900 }}
      dataSource={members}
      columns={[
        {
          title: t('session.name'),
          render: (_, member) => (
            <>
              {member.name} {member.id === user.id && <span className="quiet">({t('people.you')})</span>}
              {member.disabled && <Tag color="error">{t('people.disabled')}</Tag>}
              <div className="quiet small">{member.email}</div>
            </>
          ),
        },
        {
          title: t('people.role'),
          width: 180,
          render: (_, member) =>
            mayEdit ? (
              <Select
                className="role"
                value={member.role}
                aria-label={t('people.changeRole', { name: member.name })}
                popupMatchSelectWidth={320}
                optionLabelProp="label"
                options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
                optionRender={({ value }) => {
                  const one = roles.find((r) => r === value) ?? 'viewer'
                  return (
                    <>
                      {t(`role.${one}`)} <span className="quiet small">{t(`role.hint.${one}`)}</span>
                    </>
                  )
                }}
                onChange={(next) =>
                  role.mutate(
                    { id: member.id, role: next },
                    {
                      onSuccess: () => void message.success(t('people.roleChanged', { role: t(`role.${next}`) })),
                      onError: refused,
                    },
                  )
                }
              />
            ) : (
              t(`role.${member.role}`)
            ),
        },
        {
          title: t('people.secondFactor'),
          width: 120,
          render: (_, member) =>
            member.secondFactor ? (
              <Tag color="success" icon={<CheckCircleOutlined />}>
                {t('people.factorOn')}
              </Tag>
            ) : (
              <span className="quiet">{t('people.factorOff')}</span>
            ),
        },
        { title: t('people.lastSeen'), width: 140, render: (_, member) => <Time at={member.lastSeenAt} ago /> },
        { title: t('people.joined'), width: 150, render: (_, member) => <Time at={member.createdAt} /> },
        ...(mayEdit
          ? [
              {
                title: t('common.actions'),
                width: 130,
                render: (_: unknown, member: Member) => (
                  <Button size="small" danger type="text" onClick={() => askRemove(member)}>
                    {t('people.remove')}
                  </Button>
                ),
              },
            ]
          : []),
      ]}
    />
  )
}
