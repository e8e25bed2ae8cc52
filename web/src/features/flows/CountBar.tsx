import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { count } from '../../shared/format'
import { all, type Counts } from './counts'

const parts = [
  ['delivered', '#389e0d'],
  ['rejected', '#8c8c8c'],
  ['waiting', '#91caff'],
  ['retrying', '#d4b106'],
  ['held', '#fa8c16'],
  ['inDoubt', '#722ed1'],
  ['failed', '#cf1322'],
] as const

/** How the documents of a flow stand, as one bar; the hint has the figures. */
export function CountBar({ counts }: { counts: Counts }) {
  const { t, i18n } = useTranslation()
  const total = all(counts)
  const shown = parts.filter(([state]) => counts[state] > 0)
  const text = shown.map(([state]) => `${t(`delivery.${state}`)} ${count(counts[state], i18n.language)}`).join(' · ')
  return (
    <Tooltip title={text}>
      <div className="bar" role="img" aria-label={text || t('common.none')}>
        {shown.map(([state, color]) => (
          <span key={state} style={{ flexGrow: counts[state] / total, background: color }} />
        ))}
      </div>
    </Tooltip>
  )
}
