import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App as AntApp, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { RouterProvider } from 'react-router'
import { Problem } from '../api/problem'
import { recall, remember } from '../shared/remembered'
import { PreferencesContext } from './preferences'
import { router } from './routes'
import { appearances, themeOf, type Appearance } from './theme'

const night = window.matchMedia('(prefers-color-scheme: dark)')

function useNight(): boolean {
  return useSyncExternalStore(
    (changed) => {
      night.addEventListener('change', changed)
      return () => night.removeEventListener('change', changed)
    },
    () => night.matches,
  )
}

const queries = new QueryClient({
  queryCache: new QueryCache(),
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      // What the server refuses it refuses again; a server that is away comes back.
      retry: (tries, error) => error instanceof Problem && (error.status === 0 || error.status === 503) && tries < 2,
    },
  },
})

export function App() {
  const { i18n } = useTranslation()
  const systemDark = useNight()
  const [appearance, setAppearance] = useState<Appearance>(() => appearances.find((a) => a === recall('appearance')) ?? 'system')
  const dark = appearance === 'dark' || (appearance === 'system' && systemDark)
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
  }, [dark])
  const preferences = useMemo(
    () => ({
      appearance,
      dark,
      setAppearance: (next: Appearance) => {
        remember('appearance', next)
        setAppearance(next)
      },
    }),
    [appearance, dark],
  )
  const theme = useMemo(() => themeOf(dark), [dark])
  dayjs.locale(i18n.language === 'en' ? 'en' : 'zh-cn')
  return (
    <PreferencesContext value={preferences}>
      <ConfigProvider locale={i18n.language === 'en' ? enUS : zhCN} theme={theme} button={{ autoInsertSpace: false }}>
        <AntApp message={{ maxCount: 3 }}>
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </AntApp>
      </ConfigProvider>
    </PreferencesContext>
  )
}
