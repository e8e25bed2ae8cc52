import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { count } from '../../shared/format'

const width = 120
const height = 28

/** How many came in each of the last 24 hours, as small columns. */
export function Trend({ values }: { values: readonly number[] }) {
  const { t, i18n } = useTranslation()
  const most = Math.max(1, ...values)
  const step = width / values.length
  const text = t('errors.trendLabel', {
    count: count(
      values.reduce((sum, value) => sum + value, 0),
      i18n.language,
    ) as unknown as number,
  })
  return (
    <Tooltip title={text}>
      <svg width={width} height={height} role="img" aria-label={text} className="trend">
        {values.map((value, at) => {
          const tall = value === 0 ? 1 : Math.max(3, (value / most) * height)
          return (
            <rect
              key={at}
              x={at * step}
              y={height - tall}
              width={step - 1}
              height={tall}
              rx={1}
              opacity={value === 0 ? 0.25 : 1}
            />
          )
        })}
      </svg>
    </Tooltip>
  )
}
