import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem'
import { problemTitle } from './ProblemView'

/** Tells in passing that an action was refused, and why. */
export function useRefused(): (error: unknown) => void {
  const { t } = useTranslation()
  const { notification } = App.useApp()
  return (error) => {
    notification.error({
      title: problemTitle(error, t),
      description: error instanceof Problem ? (error.detail ?? error.call) : null,
      duration: 8,
      role: 'alert',
    })
  }
}
