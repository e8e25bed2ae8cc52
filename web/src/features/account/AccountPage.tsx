import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { Page } from '../../shared/Page'
import { useUrlFilter } from '../../shared/urlState'
import { Devices } from './Devices'
import { PasswordCard } from './PasswordCard'
import { ProfileCard } from './ProfileCard'
import { SecondFactor } from './SecondFactor'
import { Tokens } from './Tokens'

const filters = ['tab'] as const

/** One's own account: who one is, how one signs in, from where, with which programs. */
export function AccountPage() {
  const { t } = useTranslation()
  const [filter, change] = useUrlFilter(filters)
  return (
    <Page title={t('account.title')}>
      <Tabs
        activeKey={filter.tab ?? 'profile'}
        onChange={(tab) => change({ tab })}
        destroyOnHidden
        items={[
          { key: 'profile', label: t('account.profile'), children: <ProfileCard /> },
          { key: 'password', label: t('account.password'), children: <PasswordCard /> },
          { key: 'factor', label: t('account.factor'), children: <SecondFactor /> },
          { key: 'devices', label: t('account.sessions'), children: <Devices /> },
          { key: 'tokens', label: t('account.tokens'), children: <Tokens /> },
        ]}
      />
    </Page>
  )
}
