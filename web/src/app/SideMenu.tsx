import {
  ApiOutlined,
  ApartmentOutlined,
  AuditOutlined,
  BugOutlined,
  DashboardOutlined,
  FileSearchOutlined,
  HistoryOutlined,
  SettingOutlined,
  TeamOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons'
import { Menu } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { useMay } from '../features/session/session'

const pages = [
  { to: '/', name: 'overview', icon: <DashboardOutlined /> },
  { to: '/documents', name: 'documents', icon: <FileSearchOutlined /> },
  { to: '/errors', name: 'errors', icon: <BugOutlined /> },
  { to: '/jobs', name: 'jobs', icon: <UnorderedListOutlined /> },
  { to: '/flows', name: 'flows', icon: <ApartmentOutlined /> },
  { to: '/runs', name: 'runs', icon: <HistoryOutlined /> },
  { to: '/connections', name: 'connections', icon: <ApiOutlined /> },
  { to: '/people', name: 'people', icon: <TeamOutlined />, needs: 'people.read' },
  { to: '/audit', name: 'audit', icon: <AuditOutlined />, needs: 'audit.read' },
  { to: '/settings', name: 'settings', icon: <SettingOutlined /> },
] as const

/** The pages that the role may see; the one that is open is marked. A document belongs to the ledger, wherever its address is. */
export function SideMenu() {
  const { t } = useTranslation()
  const may = useMay()
  const { pathname } = useLocation()
  const place = /^\/flows\/[^/]+\/documents\//.test(pathname) ? '/documents' : pathname
  const open = pages.find((page) => (page.to === '/' ? place === '/' : place === page.to || place.startsWith(`${page.to}/`)))
  return (
    <nav aria-label={t('app.menu')} className="shell-menu">
      <Menu
        mode="inline"
        selectedKeys={open ? [open.to] : []}
        items={pages
          .filter((page) => !('needs' in page) || may(page.needs))
          .map((page) => ({ key: page.to, icon: page.icon, label: <Link to={page.to}>{t(`nav.${page.name}`)}</Link> }))}
      />
    </nav>
  )
}
