import { Tooltip } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dateTime, relative, shortTime } from './format'

/** The time, told again every few seconds, so that "3 minutes ago" stays true. */
export function useNow(everySeconds = 10): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everySeconds * 1000)
    return () => clearInterval(timer)
  }, [everySeconds])
  return now
}

interface TimeProps {
  at: string | null | undefined
  /** What stands there when there is no time. */
  empty?: string
  /** "3 minutes ago" instead of the clock; the other of the two is the hint. */
  ago?: boolean
}

/** A moment in the browser's zone; the hint has the rest. */
export function Time({ at, empty = '–', ago = false }: TimeProps) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  if (!at) return <span className="quiet">{empty}</span>
  const distance = relative(at, now, i18n.language) ?? t('time.justNow')
  return (
    <Tooltip title={ago ? dateTime(at, i18n.language) : `${dateTime(at, i18n.language)} · ${distance}`}>
      <time dateTime={at} className="figures">
        {ago ? distance : shortTime(at, now, i18n.language)}
      </time>
    </Tooltip>
  )
}
