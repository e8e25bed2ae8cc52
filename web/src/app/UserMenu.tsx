import { LogoutOutlined, UserOutlined } from '@ant-design/icons'
import { Avatar, Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useSession, useSignOut } from '../features/session/session'

/** Who is signed in; the way to the account and out. */
export function UserMenu() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { user, role } = useSession()
  const signOut = useSignOut()
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            type: 'group',
            label: (
              <>
                <div>{user.email}</div>
                <div>{t(`role.${role}`)}</div>
              </>
            ),
          },
          { type: 'divider' },
          { key: 'account', icon: <UserOutlined />, label: t('nav.account') },
          { key: 'out', icon: <LogoutOutlined />, label: t('session.signOut') },
        ],
        onClick: ({ key }) => (key === 'out' ? signOut.mutate() : void navigate('/account')),
      }}
    >
      <Button type="text" className="user" aria-label={`${t('nav.account')}: ${user.name}`}>
        <Avatar size={24} className="user-face">
          {Array.from(user.name)[0]?.toUpperCase()}
        </Avatar>
        <span className="clip user-name">{user.name}</span>
      </Button>
    </Dropdown>
  )
}
