import { Layout } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Outlet } from 'react-router'
import { recall, remember } from '../shared/remembered'
import { FindBox } from './FindBox'
import { LanguageSwitch } from './LanguageSwitch'
import { SideMenu } from './SideMenu'
import { ThemeSwitch } from './ThemeSwitch'
import { UserMenu } from './UserMenu'
import { WorkspaceSwitch } from './WorkspaceSwitch'

const { Sider, Header, Content } = Layout

/** Menu at the side, search and switches on top, the page in the middle. */
export function Shell() {
  const { t, i18n } = useTranslation()
  const [narrow, setNarrow] = useState(() => recall('menu') === 'narrow')
  return (
    <Layout className="shell" hasSider>
      <a href="#content" className="skip">
        {t('app.skip')}
      </a>
      <Sider
        className="shell-side"
        width={i18n.language === 'en' ? 208 : 184}
        collapsedWidth={60}
        theme="light"
        collapsible
        collapsed={narrow}
        onCollapse={(next) => {
          setNarrow(next)
          remember('menu', next ? 'narrow' : 'wide')
        }}
      >
        <Link to="/" className="shell-brand" aria-label={t('app.name')}>
          <img src="/weir.svg" alt="" />
          {!narrow && t('app.name')}
        </Link>
        <SideMenu />
      </Sider>
      <Layout>
        <Header className="shell-head">
          <FindBox />
          <span className="push" />
          <WorkspaceSwitch />
          <LanguageSwitch />
          <ThemeSwitch />
          <UserMenu />
        </Header>
        <Content className="shell-main" id="content" role="main">
          <Outlet />
        </Content>
      </Layout>
    </Layout>
  )
}
