import { ApiOutlined, ApartmentOutlined, DashboardOutlined, FileSearchOutlined, HistoryOutlined } from '@ant-design/icons'
import { Menu } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'

const pages = [
  { to: '/', name: 'overview', icon: <DashboardOutlined /> },
  { to: '/documents', name: 'documents', icon: <FileSearchOutlined /> },
  { to: '/flows', name: 'flows', icon: <ApartmentOutlined /> },
  { to: '/runs', name: 'runs', icon: <HistoryOutlined /> },
  { to: '/connections', name: 'connections', icon: <ApiOutlined /> },
] as const

/** The pages of the interface; the one that is open is marked. */
export function SideMenu() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const open = pages.find((page) => page.to !== '/' && pathname.startsWith(page.to)) ?? (pathname === '/' ? pages[0] : undefined)
  return (
    <nav aria-label={t('app.menu')} className="shell-menu">
      <Menu
        mode="inline"
        className="shell-menu"
        selectedKeys={open ? [open.to] : []}
        items={pages.map((page) => ({ key: page.to, icon: page.icon, label: <Link to={page.to}>{t(`nav.${page.name}`)}</Link> }))}
      />
    </nav>
  )
}
